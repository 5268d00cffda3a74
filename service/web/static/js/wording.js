/** Prices, counts and shares as a person reads them. */

const counting = new Intl.NumberFormat();

/** "3 pieces". */
export function pieces(count) {
  return `${counting.format(count)} ${count === 1 ? "piece" : "pieces"}`;
}

/** A share in [0, 1] as whole per cent, 0 to 100. */
export function percent(share) {
  return Math.round(100 * Math.min(1, Math.max(0, share)));
}

/**
 * A price, "€390.00", or "" if there is none.
 *
 * @param {string|number|null} amount Exact decimal, in units of the currency.
 * @param {string|null} currency ISO 4217; null leaves the bare number.
 * @param {boolean} round Leave out the decimals of whole amounts.
 */
export function money(amount, currency, round = false) {
  if (amount === null || amount === undefined || amount === "") return "";
  const whole = round && Number.isInteger(Number(amount)) ? { maximumFractionDigits: 0 } : {};
  try {
    const style = currency ? { style: "currency", currency, ...whole } : whole;
    return new Intl.NumberFormat(undefined, style).format(amount);
  } catch {
    return `${amount} ${currency}`; // a merchant's currency that is no ISO code
  }
}

/** A price band, [gte, lt), "€100 – €250"; lt null is without end. */
export function band({ gte, lt }, currency) {
  if (lt === null || lt === undefined) return `${money(gte, currency, true)} and more`;
  return gte ? `${money(gte, currency, true)} – ${money(lt, currency, true)}` : `Under ${money(lt, currency, true)}`;
}

/** "rose_gold" or "stone size" as a label: "Rose gold", "Stone size". */
export function label(name) {
  const words = name.replaceAll("_", " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
