/* Asking the server, as docs/patrol-sync.md says. An answer is JSON of that contract, or it is no answer. */
"use strict";

(function (root) {
  const patrol = (root.patrol = root.patrol || {});
  const { store, clock } = patrol;
  const BASE = new URL("../sync/", root.location.href).href;
  const PATIENCE = 30000;
  const PATIENCE_PHOTO = 120000;

  /* kind: "signed_out"; "no_answer" (`offline` if nothing came back at all); "said" (words for the person); "too_large". */
  class Trouble extends Error {
    constructor(kind, words, offline) {
      super(words || kind);
      Object.assign(this, { kind, words: words || "", offline: Boolean(offline) });
    }
  }

  const NO_ANSWER = "服务器没有给出回执。";
  const state = { token: "", limits: { records_per_request: 50, body_bytes: 200000 }, byItself: false };

  async function fetched(path, options, patience) {
    const stop = root.AbortController ? new AbortController() : null;
    const timer = stop && setTimeout(() => stop.abort(), patience);
    const headers = Object.assign(state.byItself ? { "HX-Polling": "1" } : {}, options.headers);
    const how = { credentials: "same-origin", redirect: "manual", cache: "no-store", signal: stop ? stop.signal : undefined };
    try {
      const answer = await fetch(BASE + path, Object.assign({}, options, how, { headers }));
      const text = answer.status === 304 ? "" : await answer.text();
      return { answer, text };
    } catch (problem) {
      throw new Trouble("no_answer", "没有连上服务器。", true);
    } finally {
      clearTimeout(timer);
    }
  }

  function parsed(text) {
    try {
      const data = JSON.parse(text);
      return data && typeof data === "object" ? data : null;
    } catch (problem) {
      return null;
    }
  }

  function troubleOf(status, data) {
    const words = (data && (data.message || data.reason)) || "";
    if (status === 401 && data && data.error === "signed_out") return new Trouble("signed_out", words || "登录已过期。");
    if (status === 403) return new Trouble("forbidden", words || "服务器没有允许这次发送。请重新登录后再试。");
    if (status === 413 && data) return new Trouble("too_large", words || "内容太大，服务器没有接收。");
    if ((status === 400 || status === 507) && data) return new Trouble("said", words || NO_ANSWER);
    return new Trouble("no_answer", NO_ANSWER);
  }

  /* Statuses in `fine` are handed back, everything else is a Trouble. */
  async function asking(path, options, fine, patience) {
    const { answer, text } = await fetched(path, options, patience || PATIENCE);
    const data = parsed(text);
    if (answer.status === 304 && fine.indexOf(304) >= 0) return { status: 304, data: null };
    if (fine.indexOf(answer.status) < 0) throw troubleOf(answer.status, data);
    if (!data || (data.contract !== 1 && !data.answer)) throw new Trouble("no_answer", NO_ANSWER);
    return { status: answer.status, data };
  }

  /* Who is signed in, what time it is, and the token for what follows. */
  async function hello() {
    const before = Date.now();
    const { data } = await asking("hello/", { method: "GET" }, [200]);
    if (!data.person || !data.csrf_token) throw new Trouble("no_answer", NO_ANSWER);
    const measurement = clock.measured(before, Date.now(), data.server_time);
    state.token = data.csrf_token;
    Object.assign(state.limits, data.limits);
    if (measurement) await store.keep("clock", measurement).catch(() => {});
    return data;
  }

  /* A stale token is fetched anew, once. */
  async function sending(path, options, fine, patience) {
    const once = () => asking(path, Object.assign({}, options, { headers: Object.assign({ "X-CSRFToken": state.token }, options.headers) }), fine, patience);
    try {
      return await once();
    } catch (trouble) {
      if (trouble.kind !== "forbidden") throw trouble;
      await hello();
      try {
        return await once();
      } catch (second) {
        throw second.kind === "forbidden" ? new Trouble("said", second.words) : second;
      }
    }
  }

  const posted = (path, content) =>
    sending(path, { method: "POST", body: JSON.stringify(content), headers: { "Content-Type": "application/json" } }, [200]).then(({ data }) => data);

  /* 200 or 201 with the same hash; 409, 415 and 422 come back with their reason; everything else is a Trouble. */
  const putPhoto = (sha256, type, buffer) =>
    sending("photos/" + sha256 + "/", { method: "PUT", body: new Blob([buffer], { type }), headers: { "Content-Type": type } }, [200, 201, 409, 415, 422], PATIENCE_PHOTO);

  async function pack(known) {
    const headers = known ? { "If-None-Match": known } : {};
    const { status, data } = await asking("pack/", { method: "GET", headers }, [200, 304]);
    return status === 304 ? null : data;
  }

  function label() {
    const agent = root.navigator.userAgent;
    const version = /(MicroMessenger|Edg|Chrome|Firefox|Version)\/(\d+)/.exec(agent) || ["", "浏览器", ""];
    const names = { MicroMessenger: "微信", Version: "Safari" };
    const system = (/(Android|iPhone|iPad|Windows|Mac OS|Linux)/.exec(agent) || [""])[0];
    return ((names[version[1]] || version[1]) + " " + version[2] + " " + system).trim();
  }

  patrol.server = { Trouble, state, hello, pack, putPhoto, posted, label };
})(self);
