/* The map of sites and problems: points on a plain ground, or on tiles, drawn on one canvas. Without it the tables below say all. */
"use strict";

(function () {
  const ground = document.getElementById("map");
  if (!ground || !window.L) return;
  const { L } = window;
  const state = document.getElementById("map-state");
  const MOST_NAMES = 60;
  const MANY = 600; // points that would hide each other, and the names, from afar
  const REACH = { high: 8, medium: 6.5, low: 6, watch: 9, problem: 8, late: 9 };

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const COLOURS = { high: "--action", medium: "--action", low: "--action", watch: "--soon", problem: "--moving", late: "--late" };

  /* --- Shapes: whoever cannot tell the colours tells the forms -------------------------------------------------- */

  function corners(context, centre, points) {
    points.forEach(([x, y], index) => context[index ? "lineTo" : "moveTo"](centre.x + x, centre.y + y));
    context.closePath();
  }

  const OUTLINES = {
    watch: (r) => [[0, -r], [r, r * 0.8], [-r, r * 0.8]],
    problem: (r) => [[0, -r], [r, 0], [0, r], [-r, 0]],
    late: (r) => [[-r * 0.75, -r * 0.75], [r * 0.75, -r * 0.75], [r * 0.75, r * 0.75], [-r * 0.75, r * 0.75]],
  };

  L.Canvas.include({
    _updateMark(mark) {
      if (!this._drawing || mark._empty()) return;
      const context = this._ctx;
      const centre = mark._point;
      const outline = OUTLINES[mark.options.shape];
      context.beginPath();
      if (outline) corners(context, centre, outline(mark._radius));
      else context.arc(centre.x, centre.y, mark._radius, 0, Math.PI * 2);
      this._fillStroke(context, mark);
    },
  });

  const Mark = L.CircleMarker.extend({
    _updatePath() {
      this._renderer._updateMark(this);
    },
  });

  function lookOf(shape) {
    const own = colour(COLOURS[shape]);
    const hollow = shape === "low";
    return { shape, radius: REACH[shape], fillColor: hollow ? colour("--surface") : own, fillOpacity: 1, color: hollow ? own : colour("--surface"), weight: hollow ? 2.5 : 1 };
  }

  /* --- The ground ----------------------------------------------------------------------------------------------- */

  const Scale = L.Control.Scale.extend({
    _updateMetric(metres) {
      const round = this._getRoundNum(metres);
      this._updateScale(this._mScale, round < 1000 ? round + " 米" : round / 1000 + " 公里", round / metres);
    },
  });

  ground.hidden = false;
  const map = L.map(ground, { preferCanvas: true, renderer: L.canvas({ padding: 0.3, tolerance: 6 }), zoomControl: false, attributionControl: false, maxZoom: 18, zoomSnap: 0.5 });
  L.control.zoom({ zoomInTitle: "放大", zoomOutTitle: "缩小" }).addTo(map);
  new Scale({ imperial: false, maxWidth: 120 }).addTo(map);
  ground.setAttribute("aria-label", "地图，方向键移动，加号放大，减号缩小");
  const names = map.createPane("names");
  map.setView([35, 105], 4);

  const tiles = JSON.parse(ground.dataset.tiles || "[]");
  tiles.forEach((address) => L.tileLayer(address, { subdomains: "01234567", maxZoom: 18, minZoom: 3, referrerPolicy: "origin" }).addTo(map));
  if (ground.dataset.note) L.control.attribution({ prefix: false }).addAttribution(ground.dataset.note).addTo(map);

  /* --- Points --------------------------------------------------------------------------------------------------- */

  const marks = {};
  const areas = {};

  function told({ title, url, lines }) {
    const box = document.createElement("div");
    const link = document.createElement("a");
    link.href = url;
    link.textContent = title;
    box.appendChild(link);
    lines.filter(Boolean).forEach((words) => {
      const line = document.createElement("p");
      line.textContent = words;
      box.appendChild(line);
    });
    return box;
  }

  function draw(feature) {
    const [lng, lat] = feature.geometry.coordinates;
    const mark = new Mark([lat, lng], lookOf(feature.properties.shape));
    mark.bindPopup(() => told(feature.properties), { maxWidth: 260, autoPanPadding: [20, 20] });
    if (shrunk !== 1) mark.setRadius(REACH[feature.properties.shape] * shrunk);
    marks[feature.id] = mark.addTo(map);
    const area = (areas[feature.properties.area] = areas[feature.properties.area] || { lat: 0, lng: 0, number: 0 });
    area.lat += lat;
    area.lng += lng;
    area.number += 1;
  }

  /* Many points are drawn smaller from afar. */
  let shrunk = 1;
  function size() {
    const all = Object.keys(marks);
    const factor = all.length > MANY && map.getZoom() < 13 ? 0.55 : 1;
    names.style.zIndex = all.length > MANY ? 450 : 350; // above the points, or below them
    if (factor === shrunk) return;
    shrunk = factor;
    all.forEach((id) => marks[id].setRadius(REACH[marks[id].options.shape] * factor));
  }
  map.on("zoomend", size);

  /* On a plain ground names say where one is: each in the middle of its points. */
  function name() {
    const known = Object.keys(areas).filter(Boolean);
    if (tiles.length || known.length > MOST_NAMES) return;
    known.forEach((words) => {
      const { lat, lng, number } = areas[words];
      const label = document.createElement("span");
      label.textContent = words;
      L.marker([lat / number, lng / number], { interactive: false, keyboard: false, pane: "names", icon: L.divIcon({ className: "map-area", html: label, iconSize: null }) }).addTo(map);
    });
  }

  function look() {
    const drawn = Object.keys(marks).map((id) => marks[id].getLatLng());
    if (drawn.length) map.fitBounds(L.latLngBounds(drawn), { padding: [30, 30], maxZoom: 16, animate: false });
  }

  async function load(address) {
    const answer = await fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    const points = await answer.json();
    points.features.forEach(draw);
    look();
    size();
    return points.following ? load(points.following) : undefined;
  }

  async function start() {
    state.textContent = "正在取点位。";
    try {
      for (const address of JSON.parse(ground.dataset.points)) await load(address);
      name();
      const number = Object.keys(marks).length;
      state.textContent = number ? "图上有 " + number + " 个点，点一下看是什么。" : "没有可以画在图上的点。";
    } catch (problem) {
      state.textContent = "点没有取全，请检查网络后刷新页面。下面的表不受影响。";
    }
    document.querySelectorAll("[data-find]").forEach((button) => (button.hidden = !marks[button.dataset.find]));
    document.body.classList.add("is-drawn");
  }

  /* A row of the table shows its point: the way to every point for whoever uses no mouse. */
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-find]");
    const mark = button && marks[button.dataset.find];
    if (!mark) return;
    ground.scrollIntoView({ block: "center" });
    map.setView(mark.getLatLng(), Math.max(map.getZoom(), 14), { animate: false });
    mark.openPopup();
    const link = ground.querySelector(".leaflet-popup-content a");
    if (link) link.focus({ preventScroll: true });
  });
  map.on("popupopen", ({ popup }) => {
    const close = popup.getElement().querySelector(".leaflet-popup-close-button");
    if (close) close.setAttribute("aria-label", "关闭");
  });
  document.querySelectorAll("details.map-table").forEach((table) => (table.open = ground.dataset.open === "yes"));
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  if (dark.addEventListener) dark.addEventListener("change", () => Object.keys(marks).forEach((id) => marks[id].setStyle(lookOf(marks[id].options.shape)).setRadius(REACH[marks[id].options.shape] * shrunk)));
  start();
})();
