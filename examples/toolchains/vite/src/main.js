import "await-using/polyfill";
import { Transaction } from "./transaction.js";

const find = (id) => document.querySelector(`#${id}`);

/** Moves money, unless there is not enough of it: then the transaction, told of the error, takes both steps back. */
async function transfer(from, to, amount) {
  await using accounts = new Transaction({ alice: find("alice"), bob: find("bob") });
  accounts.add(to, amount);
  await Promise.resolve(); // a server
  accounts.add(from, -amount);
  if (accounts.get(from) < 0) throw new RangeError(`${from} has not enough money`);
}

find("transfer").addEventListener("click", async () => {
  try {
    await transfer("alice", "bob", 40);
    find("message").textContent = "done";
  } catch (error) {
    find("message").textContent = `not done: ${error.message}`;
  }
});

const log = console.log;
console.log = (line) => {
  find("output").textContent += `${line}\n`;
  log(line);
};
void import("./acceptance.ts"); // it starts by itself

import.meta.hot?.accept();
