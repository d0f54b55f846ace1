/**
 * What a service worker has that pages have not. TypeScript's own words for it cannot be loaded
 * beside those for pages, so these few stand here.
 */

interface ExtendableEvent extends Event {
  waitUntil(work: Promise<unknown>): void
}

/** A condition and where such requests are answered, without waking the service worker. */
interface StaticRoute {
  condition: { urlPattern: { pathname?: string; search?: string } }
  source: 'network'
}

export interface InstallEvent extends ExtendableEvent {
  addRoutes?(routes: StaticRoute[]): Promise<void>
}

export interface FetchEvent extends ExtendableEvent {
  readonly request: Request
  respondWith(answer: Promise<Response>): void
}

export interface MessageFromPage extends ExtendableEvent {
  readonly data: unknown
  readonly ports: readonly MessagePort[]
}

export interface Client {
  readonly id: string
  postMessage(message: unknown, transfer: Transferable[]): void
}

export interface Scope {
  readonly location: Location
  readonly clients: {
    get(id: string): Promise<Client | undefined>
    matchAll(which: { type: 'window'; includeUncontrolled: boolean }): Promise<readonly Client[]>
    claim(): Promise<void>
  }
  skipWaiting(): Promise<void>
  addEventListener(type: 'install', listen: (event: InstallEvent) => void): void
  addEventListener(type: 'activate', listen: (event: ExtendableEvent) => void): void
  addEventListener(type: 'fetch', listen: (event: FetchEvent) => void): void
  addEventListener(type: 'message', listen: (event: MessageFromPage) => void): void
}

/** This service worker itself. */
// In a service worker the global is this, and not the window that the types suppose.
export const scope = globalThis as unknown as Scope
