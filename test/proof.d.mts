export function writeSection(name: string, text: string): void;
export function readSection(name: string): string;
export function machine(): string;
