import { expect, it } from 'vitest';
import { patientPort } from '../../core/app/patient-port.ts';
import { relayedPorts } from '../../core/app/relayed-port.ts';

it('what a client says before anybody listens is heard, once and in order', () => {
  const ports = relayedPorts(() => undefined);
  const port = patientPort(ports.open(1));
  ports.hear(1, 'first');
  ports.hear(1, 'second');
  const heard: unknown[] = [];
  port.on('message', (said) => heard.push(said?.data));
  ports.hear(1, 'third');
  expect(heard).toEqual(['first', 'second', 'third']);
});

it('the end of a client is told as before', () => {
  const ports = relayedPorts(() => undefined);
  let isClosed = false;
  patientPort(ports.open(1)).on('close', () => {
    isClosed = true;
  });
  ports.close(1);
  expect(isClosed).toBe(true);
});
