/** How a file was read, in words, and the means to read it another way. */

import { element } from "../elements.js";
import { fold } from "./controls.js";
import { several } from "./wording.js";

const ENCODINGS = {
  "utf-8": "UTF-8",
  "utf-16": "UTF-16",
  "windows-1252": "Windows-1252 (Western Europe)",
  "windows-1250": "Windows-1250 (Central Europe)",
  "windows-1251": "Windows-1251 (Cyrillic)",
  "windows-1253": "Windows-1253 (Greek)",
  "windows-1254": "Windows-1254 (Turkish)",
  "iso-8859-15": "ISO 8859-15",
  "mac-roman": "Mac Roman",
  "shift_jis": "Shift JIS",
  "gb18030": "GB 18030",
  "big5": "Big5",
};
const SEPARATORS = { ",": "comma", ";": "semicolon", "\t": "tab", "|": "bar" };
const HINT = "If letters look odd, the encoding is another; if everything is in one column, the separator is.";

/** "Shopify product export · UTF-8 · comma · 1,204 rows". */
export function understanding(preview) {
  const { dialect_title: title, encoding, rows_read: rows, whole_file: isWhole } = preview;
  const read = isWhole ? several(rows, "row") : `the first ${several(rows, "row")}`;
  const letters = (ENCODINGS[encoding] ?? encoding)?.replace(/ \(.*/, ""); // where it is used is for choosing only
  return [title, packing(preview), letters, separation(preview), read].filter(Boolean).join(" · ");
}

function packing({ container, member }) {
  return container && (member ? `${member} in a ${container}` : container);
}

function separation({ format, separator }) {
  return format === "xml" ? "XML" : SEPARATORS[separator] ?? separator;
}

/**
 * A disclosure with the ways to read the file.
 *
 * @param {Object} preview
 * @param {Object} mapping What the merchant has said so far.
 * @param {(change: Object) => void} onChange Told what is to be said instead, as keys of a mapping.
 */
export function reading(preview, mapping, onChange) {
  const { dialects, dialect, encoding, separator, format } = preview;
  const kinds = Object.fromEntries(dialects.map(({ name, title }) => [name, title]));
  const field = (key, words, offered, chosen) => labelled(`reading-${key}`, words,
    choice(`reading-${key}`, offered, chosen, ({ target }) => onChange({ [key]: target.value })));
  const text = format !== "xml"; // XML says itself how it is written
  return fold({ id: "not-right", words: "Is it read the wrong way?" },
    element("p", { class: "soft" }, HINT),
    element("div", { class: "ways-to-read" },
      field("dialect", "Kind of file", kinds, dialect),
      text ? field("encoding", "Encoding", ENCODINGS, encoding) : null,
      text ? field("separator", "Separator", SEPARATORS, separator) : null,
      labelled("reading-currency", "Currency where a price names none", currencyField(mapping, onChange))));
}

function currencyField({ currency = "" }, onChange) {
  const say = ({ target }) => onChange({ currency: target.value.trim().toUpperCase() || null });
  return element("input", { id: "reading-currency", maxlength: 3, size: 5, autocomplete: "off", spellcheck: "false",
    autocapitalize: "characters", placeholder: "EUR", value: currency, onchange: say });
}

function labelled(id, words, control) {
  return element("div", {}, element("label", { for: id }, words), control);
}

function choice(id, offered, chosen, onchange) {
  const all = chosen in offered ? offered : { [chosen]: chosen, ...offered };
  return element("select", { id, onchange }, ...Object.entries(all).map(([value, words]) =>
    element("option", { value, selected: value === chosen }, words.charAt(0).toUpperCase() + words.slice(1))));
}
