// @digitalbazaar/vc with one of its suites, ``rdfc`` or ``jcs``: with both, either proof would be enough for it.

import { answer, believed, refused } from "./alone.mjs";
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import { createVerifyCryptosuite } from "@digitalbazaar/eddsa-jcs-2022-cryptosuite";
import { cryptosuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import { verifyCredential } from "@digitalbazaar/vc";
import { checkStatus } from "@digitalbazaar/vc-bitstring-status-list";

const suites = { rdfc: cryptosuite, jcs: createVerifyCryptosuite() };
const suite = new DataIntegrityProof({ cryptosuite: suites[process.argv[2]] });

// The key of a DID is in the document of the DID, under its whole address.
function load(find, address) {
  const [place, name] = address.startsWith("did:") ? address.split("#") : [address];
  const document = JSON.parse(find(place));
  if (name === undefined) return document;
  const method = document.verificationMethod.find(({ id }) => id === address);
  if (!method) throw new Error(`${place} has no ${name}`);
  return { "@context": "https://w3id.org/security/multikey/v1", ...method };
}

await answer(async ({ credential, find }) => {
  const documentLoader = async (address) => ({ contextUrl: null, document: load(find, address), documentUrl: address });
  const { verified, error, statusResult } = await verifyCredential({ credential, suite, documentLoader, checkStatus });
  if (!verified) return refused(error ?? statusResult.error);
  return believed(statusResult?.results.some(({ status }) => status)); // of a bit that is set ``verified`` says nothing
});
