/* Copies of a user's own files in this browser, if the user allows them: a session that is lost can then be brought back.
 *
 * They lie in the browser's own database, and never leave it but for the session that asks for one.
 */
const NAME = "crmmap",
  STORE = "copies";

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "name" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

/**
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest} act
 */
async function withStore(mode, act) {
  const base = await open();
  try {
    return await new Promise((resolve, reject) => {
      const asked = act(base.transaction(STORE, mode).objectStore(STORE));
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  } finally {
    base.close();
  }
}

export default function ({ data, setStateValue, setTriggerValue }) {
  const { keep, bring, forget, turn, found } = data;
  const done = window.crmCopies === turn;
  window.crmCopies = turn;
  act().catch(() => setStateValue("found", [])); // a private window may have no database
  async function act() {
    if (keep && !done) await withStore("readwrite", (store) => store.put(keep));
    if (forget && !done) await withStore("readwrite", (store) => store.delete(forget));
    if (bring && !done)
      setTriggerValue(
        "brought",
        (await withStore("readonly", (store) => store.get(bring))) || null,
      );
    const names = (await withStore("readonly", (store) => store.getAllKeys())).map(String);
    if (JSON.stringify(names) !== JSON.stringify(found)) setStateValue("found", names);
  }
}
