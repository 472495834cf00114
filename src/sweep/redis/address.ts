import { InputError } from '../../errors.ts';

/** Where a Redis is: the URL to connect to, and the same without its password, to be shown. */
export interface RedisAddress {
  url: string;
  shown: string;
}

/** @throws InputError unless it is redis://[[user]:password@]host[:port][/database], or the same with rediss */
export function parseRedisUrl(text: string): RedisAddress {
  const shown = withoutPassword(text);
  const refuse = (): never => {
    throw new InputError(
      `redis: must be a URL redis://host:port (rediss:// for TLS; user:password@ and /database are optional), got ${JSON.stringify(shown)}`,
    );
  };
  if (!URL.canParse(text)) return refuse();
  const { protocol, hostname, pathname } = new URL(text);
  const isRedis = protocol === 'redis:' || protocol === 'rediss:';
  return isRedis && hostname && /^(\/\d*)?$/.test(pathname) ? { url: text, shown } : refuse();
}

/** A password may hold an @ of its own where nobody has encoded it: everything up to the last one goes. */
const withoutPassword = (text: string): string => text.replace(/^([a-z]*:?\/\/)?.*@/is, '$1');
