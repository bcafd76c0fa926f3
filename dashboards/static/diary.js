// Draws the page anew when the ledger has grown, without losing what is folded out or
// where the person is; leads to the log-in when the session ends. Without this script
// the page is whole, only not live. A hidden tab lets go of its connection.
"use strict";
let seen = Number(document.body.dataset.version);
let latest = seen; // the version that the server last told of
let stream = null;
let waiting = null;
const SPREAD = 1500; // ms: a hundred open diaries do not ask in the same moment

function isTyping() {
  const focused = document.activeElement;
  return focused !== null && focused.matches("main input, main textarea, main select");
}

async function redraw() {
  waiting = null;
  if (document.querySelector("main [data-shown-once]")) return; // a secret, gone for good
  const asking = latest;
  if (isTyping()) return later();
  let answer;
  try {
    answer = await fetch(location.href, {
      headers: { Accept: "text/html", "If-None-Match": document.body.dataset.tag },
    });
  } catch {
    return; // no network: the stream comes back by itself and tells again
  }
  seen = asking;
  if (answer.status === 304) return; // the commit was about others
  if (answer.redirected || !answer.ok) return location.reload();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  Object.assign(document.body.dataset, page.body.dataset);
  const before = document.getElementById("main");
  const after = page.getElementById("main");
  for (const fold of before.querySelectorAll("details[id]")) {
    const same = after.querySelector(`[id="${fold.id}"]`);
    if (same !== null) same.open = fold.open;
  }
  if (before.innerHTML === after.innerHTML) return;
  const ways = [...before.querySelectorAll("a, button, summary")];
  const place = ways.indexOf(document.activeElement);
  before.replaceChildren(...after.childNodes);
  if (place >= 0) [...before.querySelectorAll("a, button, summary")][place]?.focus();
}

function later() {
  waiting ??= setTimeout(redraw, 200 + Math.random() * SPREAD);
}

function listen() {
  if (document.hidden) {
    stream?.close();
    stream = null;
  } else if (stream === null) {
    stream = new EventSource("/events?family=");
    stream.addEventListener("version", (event) => {
      latest = Number(event.data);
      if (latest > seen && !("still" in document.body.dataset)) later();
    });
    stream.addEventListener("leave", (event) => {
      location.replace(`/login?why=${encodeURIComponent(event.data)}`);
    });
    stream.addEventListener("error", () => {
      if (stream?.readyState === EventSource.CLOSED) location.reload();
    });
  }
}

document.addEventListener("visibilitychange", listen);
listen();
