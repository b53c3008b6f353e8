export function breakLibrary(lib, rule) { return lib; }
