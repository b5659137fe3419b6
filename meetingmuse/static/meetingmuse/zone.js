/** Tells the server this browser's time zone, in a cookie. A page that was made in another zone is fetched again, once. */

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const cookie = `timezone=${encodeURIComponent(zone)}`;
const isKept = () => document.cookie.split("; ").includes(cookie);

if (zone && !isKept()) {
  document.cookie = `${cookie}; path=/; max-age=31536000; samesite=lax`;
  const made = document.documentElement.dataset.zone;
  if (isKept() && made && made !== zone) {
    location.reload();
  }
}
