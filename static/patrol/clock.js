/* The phone's time, written with its zone, and how far it is from the server's. */
"use strict";

(function (root) {
  const patrol = (root.patrol = root.patrol || {});
  const SLOWEST = 5000; // a measurement over a slower connection says too little
  const TELL_FROM = 2 * 60 * 1000;

  const two = (number) => ("0" + number).slice(-2);

  /* ISO 8601 with the phone's zone: "2026-11-04T08:02:10.120+08:00". */
  function written(date) {
    const zone = -date.getTimezoneOffset();
    const local = new Date(date.getTime() + zone * 60000).toISOString().slice(0, 23);
    const size = Math.abs(zone);
    return local + (zone < 0 ? "-" : "+") + two(Math.floor(size / 60)) + ":" + two(size % 60);
  }

  /* What hello/ told, asked at `before` and answered at `after` (milliseconds of the phone); null if it took too long. */
  function measured(before, after, serverTime) {
    const server = Date.parse(serverTime);
    if (!(after - before >= 0 && after - before < SLOWEST) || isNaN(server)) return null;
    return { offset_ms: Math.round(server - (before + after) / 2), measured_at: written(new Date(after)) };
  }

  /* What the person should know about the phone's clock, or "". */
  function warning(measurement) {
    if (!measurement || Math.abs(measurement.offset_ms) < TELL_FROM) return "";
    const minutes = Math.round(Math.abs(measurement.offset_ms) / 60000);
    const much = minutes < 120 ? minutes + " 分钟" : Math.round(minutes / 60) + " 小时";
    return "手机时间比服务器" + (measurement.offset_ms > 0 ? "慢" : "快") + "约 " + much + "。记录照常，送到后按服务器时间折算。";
  }

  const day = (date) => written(date).slice(0, 10);

  function spoken(date) {
    return date.getMonth() + 1 + "月" + date.getDate() + "日 " + two(date.getHours()) + ":" + two(date.getMinutes());
  }

  patrol.clock = { written, measured, warning, day, spoken };
})(self);
