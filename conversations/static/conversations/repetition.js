/** Usual repetitions (RRULE, RFC 5545) in the words of the page; of unusual ones nothing. */

const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const KNOWN = new Set(["FREQ", "INTERVAL", "BYDAY", "UNTIL", "COUNT"]);
const A_MONDAY = Date.UTC(2024, 0, 1);
const DAY = 86_400_000;

/** Return a rule in words, null when it is none of the usual ones. `words` are the data of #repetition-words. */
export function repetition(rule, language, words) {
  const parts = new Map(rule.split(";").map((part) => part.split("=")));
  const days = (parts.get("BYDAY") ?? "").split(",").filter(Boolean);
  const unit = parts.get("FREQ").toLowerCase();
  const number = parts.get("INTERVAL") ?? "1";
  const every = words[number === "1" ? unit : `${unit}Several`];
  if (!every || [...parts.keys()].some((name) => !KNOWN.has(name)) || days.some((day) => !WEEKDAYS.includes(day))) {
    return null;
  }
  const names = days.map((day) => weekday(day, language));
  const said = [
    every.replace("{number}", number),
    names.length && words.on.replace("{days}", new Intl.ListFormat(language).format(names)),
    parts.has("UNTIL") && words.until.replace("{date}", date(parts.get("UNTIL"), language)),
    parts.has("COUNT") && words.times.replace("{number}", parts.get("COUNT")),
  ];
  return said.filter(Boolean).join(" ");
}

function weekday(code, language) {
  const moment = new Date(A_MONDAY + WEEKDAYS.indexOf(code) * DAY);
  return moment.toLocaleDateString(language, { weekday: "long", timeZone: "UTC" });
}

/** "20270601T215959Z" is a moment, "20270601" a day. */
function date(until, language) {
  const [, year, month, day, hour, minute] = /(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d))?/.exec(until);
  const moment = new Date(Date.UTC(year, month - 1, day, hour ?? 12, minute ?? 0));
  return moment.toLocaleDateString(language, { dateStyle: "long", timeZone: until.endsWith("Z") ? undefined : "UTC" });
}
