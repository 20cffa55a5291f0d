// @digitalcredentials/verifier-core, as wallets use it. It fetches what it needs: here out of what it is given.

import { answer, believed, refused } from "./alone.mjs";
import { LruCache } from "@digitalcredentials/lru-memoize";
import { verifyCredential } from "@digitalcredentials/verifier-core";

LruCache.prototype.memoize = ({ fn }) => fn(); // the next case may have other documents at the same addresses

const nameOf = (address) =>
  address.endsWith("/did.json")
    ? address.replace(/(\/\.well-known)?\/did\.json$/, "").replace("https://", "did:web:").replaceAll("/", ":")
    : address;

const serve = (find) => async (request) => {
  try {
    return new Response(find(nameOf(request.url ?? request)), { headers: { "Content-Type": "application/ld+json" } });
  } catch (error) {
    return new Response(error.message, { status: 404 });
  }
};

await answer(async ({ credential, find }) => {
  globalThis.fetch = serve(find);
  const { errors, log = [] } = await verifyCredential({ credential, knownDIDRegistries: [] });
  if (errors?.length) return refused(new AggregateError(errors, "not verified"));
  const step = (name) => log.find(({ id }) => id === name);
  const failed = ["valid_signature", "expiration"].filter((name) => !step(name)?.valid);
  if (failed.length) return refused(new Error(failed.join(", ")));
  const status = step("revocation_status");
  return status?.error ? refused(status.error) : believed(status?.valid === false);
});
