// Notes what the shell says, and keeps the latest port to the engine.
window.events = [];
window.said = [];
window.ports = [];
window.quayside.on((event) => window.events.push(event));
window.quayside.onEngine((news) => window.events.push({ kind: 'engine', ...news }));
window.addEventListener('message', (event) => {
  const [port] = event.ports;
  if (event.source !== window || event.data !== 'quayside:port') return;
  window.ports.push(port);
  port.onmessage = ({ data }) => window.said.push(data);
  port.start();
});
window.quayside.connect();

/** A call of the engine's API on a port, without a client library. */
window.ask = (path, input, port = window.ports.at(-1)) =>
  new Promise((resolve) => {
    const i = crypto.randomUUID();
    port.addEventListener('message', function hear({ data }) {
      const text = typeof data === 'string' ? data : new TextDecoder().decode(data);
      const answer = JSON.parse(text);
      if (answer.i !== i) return;
      port.removeEventListener('message', hear);
      resolve(answer.p);
    });
    port.postMessage(JSON.stringify({ i, p: { u: `/${path}`, b: { json: input } } }));
  });
