import type { FastifyInstance } from 'fastify';

/**
 * Has a scope take every body as the bytes that came, whatever its type is called: the caller is known before one is read.
 * @param compressed what a compressed body is refused with, which would be read as something else
 */
export function takeRawBodies(scope: FastifyInstance, compressed: () => Error): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
    const { 'content-encoding': encoding = 'identity' } = request.headers;
    if (encoding.trim().toLowerCase() === 'identity') done(null, body);
    else done(compressed());
  });
}
