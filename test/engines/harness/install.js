// Installs the polyfill of the classic script, and notes what that came to.
globalThis.__install = awaitUsing.install();
