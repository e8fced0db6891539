/**
 * The server has more under way than it can work off. Raised before a route runs; every dialect's error handler answers it in
 * its own envelope, under 503. Retry-After is set already.
 */
export class OverloadError extends Error {
  override readonly name = 'OverloadError';
  readonly statusCode = 503;
  readonly retryAfterS = 1;

  constructor() {
    super('服务繁忙，请稍后重试');
  }
}
