// A cloud service over HTTP: POST /token gives a token for a key, GET /report wants one, DELETE /token revokes it.
import { createServer } from "node:http";

const lifetime = 600; // ms

export function cloudService() {
  const expiry = new Map<string, number>();
  let issued = 0;

  function answer(request: string, secret: string): [status: number, text: string] {
    if (request === "POST /token") {
      if (secret !== "key") return [403, "wrong key"];
      const token = `token ${++issued}`;
      expiry.set(token, performance.now() + lifetime);
      return [201, token];
    }
    if (performance.now() >= (expiry.get(secret) ?? 0)) return [401, "no such token, or expired"];
    if (request === "GET /report") return [200, "12 fruits sold"];
    expiry.delete(secret); // DELETE /token
    return [200, "revoked"];
  }

  return createServer(({ method, url, headers }, response) => {
    const [status, text] = answer(`${method} ${url}`, headers.authorization ?? "");
    response.writeHead(status, { connection: "close" }).end(text);
  });
}
