/* Where the shutter opened: asked for at that moment only, never followed. The best fix within half a minute counts. */
"use strict";

(function (root) {
  const patrol = (root.patrol = root.patrol || {});
  const WAIT = 30000;
  const GOOD = 20; // metres: no need to wait any longer
  const FRESH = 5 * 60 * 1000; // an older photo was not taken here and now

  const round = (number, digits) => Number(number.toFixed(digits));

  function asKept(fix, shot) {
    const { latitude, longitude, accuracy } = fix.coords;
    const age = Math.abs(shot - fix.timestamp) / 1000;
    return { lat: round(latitude, 6), lng: round(longitude, 6), accuracy_m: Math.round(accuracy), age_s: Math.round(age), source: "browser" };
  }

  /* Begins at the tap on the camera. `at(shot)` is the position so far or null; `better(listener)` tells of improvements. */
  function shutter() {
    const geolocation = root.isSecureContext === false ? null : root.navigator.geolocation;
    const opened = Date.now();
    let best = null;
    let tell = () => {};
    if (!geolocation) return { at: () => null, better: () => {} };
    const stop = () => geolocation.clearWatch(watch);
    const found = (fix) => {
      if (best && fix.coords.accuracy >= best.coords.accuracy) return;
      best = fix;
      tell();
      if (fix.coords.accuracy <= GOOD) stop();
    };
    const watch = geolocation.watchPosition(found, stop, { enableHighAccuracy: true, timeout: WAIT, maximumAge: 10000 });
    setTimeout(stop, WAIT);
    return {
      at: (shot) => (best && Math.abs(shot - opened) < FRESH ? asKept(best, shot) : null),
      better: (listener) => (tell = listener),
    };
  }

  patrol.position = { shutter };
})(self);
