/**
 * Imported before everything else: chDB runs its statements on libuv's pool, whose four threads are fewer than our connections, so
 * that a fifth statement would wait for the longest of the others. The size is read when the pool is first used.
 */
process.env.UV_THREADPOOL_SIZE ??= '16'
