// Asks the fragment to run again when the ledger has grown. A hidden tab lets go of its
// connection: a browser gives one server six of them, and people keep more tabs.
export default function ({ parentElement, setTriggerValue, data }) {
  const state = (parentElement.vedomostLive ??= { source: null });
  state.seen = data.version;
  if (state.asked !== data.asked) {
    // Another class was chosen: the page follows other journal pages now.
    state.source?.close();
    state.source = null;
    state.asked = data.asked;
  }
  state.heard = (event) => {
    const version = Number(event.data);
    if (version > state.seen) {
      state.seen = version;
      setTriggerValue("version", version);
    }
  };
  const hush = () => {
    state.source?.close();
    state.source = null;
  };
  const listen = () => {
    if (document.hidden) {
      hush();
    } else if (state.source === null) {
      state.source = new EventSource(`/events${state.asked}`);
      state.source.addEventListener("version", (event) => state.heard(event));
    }
  };
  if (!state.listen) {
    state.listen = listen;
    document.addEventListener("visibilitychange", listen);
  }
  listen();
  return () => {
    document.removeEventListener("visibilitychange", state.listen);
    state.listen = null;
    hush();
  };
}
