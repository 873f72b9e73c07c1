/** What tabs tell each other of stored runs. */
export type TabMessage =
  /** A run's log has so many events now. */
  | { readonly kind: 'grown'; readonly run: string; readonly events: number }
  /** The list of runs changed. */
  | { readonly kind: 'runs' }
  /** Whoever writes the run is asked to stop writing and let another go on. */
  | { readonly kind: 'yield'; readonly run: string }
  /** Nobody writes the run any more. */
  | { readonly kind: 'free'; readonly run: string };

/** Opens the line between the tabs of this page. */
export function openChannel(onMessage: (message: TabMessage) => void): (message: TabMessage) => void {
  const channel = new BroadcastChannel('cellscape runs');
  channel.onmessage = ({ data }: MessageEvent<TabMessage>) => onMessage(data);
  return (message) => channel.postMessage(message);
}
