// An IndexedDB transaction as a manager: exit commits it, or, told an error, aborts it.
import type { ErrorType } from "await-using";

export interface Note {
  readonly id: number;
  /** Counts what the server sends: which download the note is of. */
  readonly edition: number;
  readonly text: string;
}

/** A note that cannot be stored. */
export class BrokenNote extends Error {
  override readonly name = "BrokenNote";
}

/** What the block does with the notes; nothing of it is there before the exit. */
interface Store {
  clear(): Promise<unknown>;
  put(note: Note): Promise<unknown>;
}

/**
 * All notes, or none. In the block await the store and nothing else: IndexedDB commits by itself as soon as it is
 * left alone for a turn of the event loop.
 */
export class NotesTransaction {
  readonly outcome = "required"; // who does not know how the block ended shall not commit
  #db: IDBDatabase | undefined;
  #transaction: IDBTransaction | undefined;
  /** Resolves at its end: was it committed? */
  #ended: Promise<boolean> | undefined;

  async __aenter__(): Promise<Store> {
    const db = (this.#db = await open());
    const transaction = (this.#transaction = db.transaction("notes", "readwrite"));
    this.#ended = new Promise((resolve) => {
      transaction.oncomplete = () => resolve(true);
      transaction.onabort = () => resolve(false);
    });
    const store = transaction.objectStore("notes");
    return { clear: () => result(store.clear()), put: (note) => result(store.put(note)) };
  }

  async __aexit__(excType: ErrorType | null): Promise<void> {
    const commits = excType === null;
    try {
      if (commits) this.#transaction?.commit();
      else this.#transaction?.abort();
    } catch {
      // It ended before: by an error of its own, or because the block awaited something else.
    }
    const committed = await this.#ended;
    this.#db?.close();
    if (commits && !committed) throw this.#transaction?.error ?? new Error("the transaction was aborted");
    if (committed && !commits) throw new Error("the transaction was committed before the block failed");
  }
}

/** The notes that are in the database. */
export async function storedNotes(): Promise<Note[]> {
  const db = await open();
  try {
    return await result(db.transaction("notes").objectStore("notes").getAll() as IDBRequest<Note[]>);
  } finally {
    db.close();
  }
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open("await-using-example", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("notes", { keyPath: "id" });
  return result(request);
}

function result<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
