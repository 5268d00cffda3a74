/** Counts, sizes and times as a merchant reads them. */

const counting = new Intl.NumberFormat();
const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const SIZES = ["bytes", "KB", "MB", "GB"];

/** "1,204". */
export function number(count) {
  return counting.format(count);
}

/** "1 row", "1,204 rows". */
export function several(count, one, many = `${one}s`) {
  return `${number(count)} ${count === 1 ? one : many}`;
}

/** A file's size, "1.4 MB". */
export function size(bytes) {
  let unit = 0;
  let amount = bytes;
  while (amount >= 1000 && unit < SIZES.length - 1) {
    amount /= 1000;
    unit += 1;
  }
  return `${unit && amount < 10 ? amount.toFixed(1) : Math.round(amount)} ${SIZES[unit]}`;
}

/** A stretch of time, "3 min 20 s". */
export function duration(seconds) {
  if (seconds < 1) return "less than a second";
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min${minutes < 10 && whole % 60 ? ` ${whole % 60} s` : ""}`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A moment, from ISO 8601; what is none stays as it was written. */
export function moment(written) {
  const date = new Date(written);
  return Number.isNaN(date.getTime()) ? String(written ?? "") : day.format(date);
}

/** A text no longer than `longest` characters, for places that cannot grow. */
export function brief(text, longest = 80) {
  const written = String(text ?? "");
  return written.length > longest ? `${written.slice(0, longest - 1).trimEnd()}…` : written;
}
