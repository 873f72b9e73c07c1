let channel: MessageChannel | undefined;
const waiting: (() => void)[] = [];

/** Lets messages in, and a browser look after its GPU. Not a timer, which browsers slow down in hidden tabs. */
export function breathe(): Promise<void> {
  if (!channel) {
    channel = new MessageChannel();
    channel.port1.onmessage = () => waiting.shift()?.();
    // In Node an open port would keep the program from ending.
    (channel.port1 as { unref?: () => void }).unref?.();
  }
  const { port2 } = channel;
  return new Promise((resolve) => {
    waiting.push(resolve);
    port2.postMessage(null);
  });
}
