import { Socket } from 'node:net';

const { destroy } = Socket.prototype;
const { AlipaySdk } = await import('alipay-sdk');
// It changes how every socket of the process ends, once for each time that it is loaded: another test's sockets would fail by it.
Socket.prototype.destroy = destroy;

/** Alipay's own library: the independent client. */
export { AlipaySdk };
