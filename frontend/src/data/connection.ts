import { readEvent, readObject, readText, type RecordedEvent } from "../model/event";
import { isJsonList, isJsonObject, parseJson, type Json, type JsonObject } from "../model/json";
import { reconnectDelayMs } from "../model/reconnect";
import { FrameBatch } from "./frameBatch";

/** Values with more bytes than this are replaced by their size in states and events (`websocket.md`, W6). */
const MAX_VALUE_BYTES = 65536;

export interface Filter {
  readonly aggregate_ids: readonly (readonly string[])[];
  /** All types when absent. */
  readonly event_types?: readonly string[];
  readonly include_state: boolean;
}

/** State of one aggregate at the time of a `subscribed` message. */
export interface StateItem {
  readonly aggregate: readonly string[];
  readonly data: JsonObject;
  /** The state holds all events below it. */
  readonly sequence: number;
}

export interface Listener {
  /** The server confirmed the subscription: on its first opening, and again after each lost connection. */
  onSubscribed(items: readonly StateItem[]): void;
  /** Events since then, in order. */
  onEvents(events: readonly RecordedEvent[]): void;
}

export type Phase = "connecting" | "live" | "lost" | "offline";

export interface ConnectionState {
  readonly phase: Phase;
  /** When the phase began, by the browser's clock: of "lost" and "offline", when the connection was lost. */
  readonly since: number;
  /** When the next try comes, by the browser's clock; null when none is planned or one is under way. */
  readonly next_try_at: number | null;
}

interface Subscription {
  readonly filter: Filter;
  readonly listener: Listener;
}

/**
 * The one WebSocket of this tab. It connects again without end, and then sends every subscription again with
 * the same filter; listeners get whole frames of messages at once. Not started until `start`.
 */
export class LiveConnection {
  private socket: WebSocket | null = null;
  private attempt = 0;
  private lostSince: number | null = null;
  private retry: ReturnType<typeof setTimeout> | null = null;
  private readonly subscriptions = new Map<string, Subscription>();
  /** Per `sub_id`, how many `subscribed` answers are still to come: events before the last belong to an old filter. */
  private readonly unanswered = new Map<string, number>();
  private readonly batch = new FrameBatch<Json>((messages) => this.deliver(messages));

  constructor(
    private readonly url: string,
    private readonly onState: (state: ConnectionState) => void,
  ) {}

  start(): void {
    window.addEventListener("online", this.tryNow);
    window.addEventListener("offline", this.goOffline);
    document.addEventListener("visibilitychange", this.onVisibility);
    this.report("connecting");
    this.connect();
  }

  stop(): void {
    window.removeEventListener("online", this.tryNow);
    window.removeEventListener("offline", this.goOffline);
    document.removeEventListener("visibilitychange", this.onVisibility);
    this.drop();
  }

  /** Opens the subscription, or replaces the one of that name. */
  subscribe(subId: string, filter: Filter, listener: Listener): void {
    this.subscriptions.set(subId, { filter, listener });
    this.sendSubscribe(subId, filter);
  }

  unsubscribe(subId: string): void {
    this.subscriptions.delete(subId);
    this.send({ type: "unsubscribe", data: { sub_id: subId } });
  }

  /** Asks for the state anew, as after a gap in the sequence of events. */
  resubscribe(subId: string): void {
    const subscription = this.subscriptions.get(subId);
    if (subscription) this.sendSubscribe(subId, subscription.filter);
  }

  /** Connects at once if it is not connected. */
  readonly tryNow = (): void => {
    if (this.socket) return;
    this.cancelRetry();
    this.connect();
  };

  private readonly onVisibility = (): void => {
    if (document.visibilityState === "visible") this.tryNow();
  };

  private readonly goOffline = (): void => {
    this.drop();
    this.report("offline");
  };

  private connect(): void {
    const socket = new WebSocket(this.url);
    this.socket = socket;
    if (this.lostSince !== null) this.report("lost");
    socket.onopen = () => {
      this.attempt = 0;
      this.report("live");
      for (const [subId, { filter }] of this.subscriptions) this.sendSubscribe(subId, filter);
    };
    socket.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (typeof data === "string") this.batch.add(parseJson(data));
    };
    // A failed try ends with a close event too, so there is no handler for errors.
    socket.onclose = ({ code }) => {
      this.drop();
      if (navigator.onLine) this.planRetry(code);
      else this.report("offline");
    };
  }

  private planRetry(closeCode: number): void {
    const delay = reconnectDelayMs(this.attempt, Math.random(), closeCode);
    this.attempt += 1;
    this.retry = setTimeout(() => this.connect(), delay);
    this.report("lost", Date.now() + delay);
  }

  private cancelRetry(): void {
    if (this.retry !== null) clearTimeout(this.retry);
    this.retry = null;
  }

  /** Lets go of the socket and of everything that came over it and was not delivered. */
  private drop(): void {
    this.cancelRetry();
    this.batch.clear();
    this.unanswered.clear();
    if (!this.socket) return;
    this.socket.onopen = this.socket.onmessage = this.socket.onclose = null;
    this.socket.close();
    this.socket = null;
  }

  private report(phase: Phase, nextTryAt: number | null = null): void {
    const isLost = phase === "lost" || phase === "offline";
    this.lostSince = isLost ? (this.lostSince ?? Date.now()) : null;
    this.onState({ phase, since: this.lostSince ?? Date.now(), next_try_at: nextTryAt });
  }

  private sendSubscribe(subId: string, filter: Filter): void {
    const data = { sub_id: subId, max_value: MAX_VALUE_BYTES, ...filter };
    if (this.send({ type: "subscribe", data })) {
      this.unanswered.set(subId, (this.unanswered.get(subId) ?? 0) + 1);
    }
  }

  private send(message: object): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  private deliver(messages: readonly Json[]): void {
    const collected = new Map<string, RecordedEvent[]>();
    for (const message of messages) {
      if (!isJsonObject(message)) continue;
      const subId = readText(message["sub_id"]);
      const subscription = this.subscriptions.get(subId);
      const unanswered = this.unanswered.get(subId) ?? 0;
      if (message["type"] === "subscribed") {
        this.unanswered.set(subId, Math.max(0, unanswered - 1));
        collected.delete(subId);
        if (unanswered <= 1) subscription?.listener.onSubscribed(readStateItems(message["items"]));
        continue;
      }
      const event = subscription && unanswered === 0 ? readEvent(message) : null;
      if (!event) continue;
      const events = collected.get(subId);
      if (events) events.push(event);
      else collected.set(subId, [event]);
    }
    for (const [subId, events] of collected) this.subscriptions.get(subId)?.listener.onEvents(events);
  }
}

function readStateItems(items: Json | undefined): readonly StateItem[] {
  if (!isJsonList(items)) return [];
  return items.map((entry) => {
    const { id, data, sequence } = readObject(entry);
    return {
      aggregate: isJsonList(id) ? id.map(String) : [],
      data: readObject(data),
      sequence: typeof sequence === "number" ? sequence : 0,
    };
  });
}
