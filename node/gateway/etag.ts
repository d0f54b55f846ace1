/** `If-None-Match`: has the visitor got this already? Weak comparison (RFC 9110 §13.1.2). */
export const namesTag = (header: string | null, etag: string): boolean =>
  (header ?? '')
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''))
    .some((tag) => tag === etag || tag === '*')
