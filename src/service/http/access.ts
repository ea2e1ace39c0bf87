import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/**
 * Who may talk to the service (docs/architecture.md): one random token per launch is exchanged once for a session cookie, and
 * every request must name exactly our host and come from exactly our origin. Nothing here is ever logged.
 */
export class Access {
  readonly #port: number;
  readonly #hosts: readonly string[];
  readonly #links = new Set<string>();
  readonly #session = randomBytes(32).toString('base64url');

  constructor(port: number) {
    this.#port = port;
    this.#hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  }

  /** An address that opens the page once: the token in it is void after its first use. */
  mintLink(): string {
    const token = randomBytes(32).toString('base64url');
    this.#links.add(digest(token));
    return `http://127.0.0.1:${this.#port}/open?token=${token}`;
  }

  /** Exchanges a token for the session cookie's header value, once; null for a wrong or used one. */
  redeem(token: string): string | null {
    const given = digest(token);
    for (const known of this.#links) {
      if (!sameText(known, given)) continue;
      this.#links.delete(known);
      return `${this.#cookieName()}=${this.#session}; HttpOnly; SameSite=Strict; Path=/`;
    }
    return null;
  }

  /** True when `Host` is exactly one of ours; stops DNS rebinding. */
  hostIsOurs(request: IncomingMessage): boolean {
    const { host } = request.headers;
    return host !== undefined && this.#hosts.includes(host);
  }

  /** True unless the request says that it comes from another page than ours. A socket upgrade must say where it comes from. */
  originIsOurs(request: IncomingMessage, { required }: { readonly required: boolean }): boolean {
    const { origin, host } = request.headers;
    if (origin === undefined) {
      const site = request.headers['sec-fetch-site'];
      return !required && (site === undefined || site === 'same-origin' || site === 'none');
    }
    return origin === `http://${host ?? ''}`;
  }

  /** True when the request carries this launch's session cookie. */
  isOpen(request: IncomingMessage): boolean {
    const prefix = `${this.#cookieName()}=`;
    const values = (request.headers.cookie ?? '')
      .split(';')
      .map((part) => part.trim())
      .filter((part) => part.startsWith(prefix));
    return values.some((value) => sameText(digest(value.slice(prefix.length)), digest(this.#session)));
  }

  /** Cookies do not tell ports apart, so the name does: two projects open at once keep their own. */
  #cookieName(): string {
    return `tempr1_${this.#port}`;
  }
}

function digest(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Compares two digests of equal length in constant time. */
function sameText(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
