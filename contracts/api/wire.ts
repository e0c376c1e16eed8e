/**
 * How bytes cross: as base64 in the text of a message, so that every transport carries text only. Both sides give this to oRPC as one
 * of the `customJsonSerializers`.
 */
export const bytesSerializer = (base64: Base64 = plainBase64) => ({
  type: 40,
  condition: (data: unknown): data is Uint8Array => data instanceof Uint8Array,
  serialize: (data: Uint8Array): string => base64.encode(data),
  deserialize: (text: unknown): Uint8Array => {
    if (typeof text !== 'string') throw new TypeError('expected base64');
    return base64.decode(text);
  },
});

/** Node has a faster one than what a browser and Node have in common. */
export interface Base64 {
  readonly encode: (bytes: Uint8Array) => string;
  readonly decode: (text: string) => Uint8Array;
}

/** The longest message of a client in bytes; longer ones end the connection. */
export const maxMessageBytes = 4 * 1024 * 1024;

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const valueOf: Uint8Array = Uint8Array.from({ length: 128 }, (_, code) =>
  Math.max(0, alphabet.indexOf(String.fromCharCode(code))),
);

/** RFC 4648, with padding. */
export const plainBase64: Base64 = {
  encode(bytes) {
    let text = '';
    for (let at = 0; at < bytes.length; at += 3) {
      const [a = 0, b, c] = [bytes[at], bytes[at + 1], bytes[at + 2]];
      const bits = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
      text += alphabet.charAt(bits >> 18) + alphabet.charAt((bits >> 12) & 63);
      text += b === undefined ? '=' : alphabet.charAt((bits >> 6) & 63);
      text += c === undefined ? '=' : alphabet.charAt(bits & 63);
    }
    return text;
  },
  decode(text) {
    if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw new TypeError('expected base64');
    const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
    const bytes = new Uint8Array((text.length / 4) * 3 - padding);
    const digit = (at: number): number => valueOf[text.charCodeAt(at)] ?? 0;
    for (let at = 0, to = 0; at < text.length; at += 4) {
      const bits = (digit(at) << 18) | (digit(at + 1) << 12) | (digit(at + 2) << 6) | digit(at + 3);
      bytes[to++] = bits >> 16;
      bytes[to++] = (bits >> 8) & 255;
      bytes[to++] = bits & 255;
    }
    return bytes;
  },
};
