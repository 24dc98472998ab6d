import EPCIS
import Evidence
import HostState
import Ledger
import TransparencyLog

extension FuzzTarget {
    static func readDisclosures(_ bytes: [UInt8]) {
        if let bundle = try? DisclosureBundle(body: bytes) {
            guard (try? DisclosureBundle(body: bundle.body)) == bundle else { broken("a bundle reads back") }
        }
        let text = String(decoding: bytes, as: UTF8.self)
        if let disclosure = Disclosure(text: text), Disclosure(text: disclosure.text) != disclosure {
            broken("a disclosure reads back")
        }
        if let ledger = DisclosureRequest.addressee(of: text),
            let request = DisclosureRequest(text: text, ledger: ledger), request.text(ledger: ledger) != text
        {
            broken("a request has one form")
        }
    }

    static func readEvidence(_ bytes: [UInt8]) {
        if let evidence = try? Evidence.parse(bytes), (try? Evidence.parse(evidence.formatted())) != evidence {
            broken("evidence reads back")
        }
        if let batch = try? EvidenceBatch.parse(bytes), (try? EvidenceBatch.parse(batch.formatted())) != batch {
            broken("evidence about several codes reads back")
        }
        if let proof = try? InclusionProofFile.parse(bytes), Array(proof.formatted.utf8) != bytes {
            broken("a proof of an entry has one form")
        }
        if let file = try? ForkFile.parse(bytes), file.formatted() != bytes { broken("a fork file has one form") }
        if let entry = try? LedgerEntry(parsing: bytes), case .event(let event) = entry, event.bytes != bytes {
            broken("an entry has one form")
        }
    }
}
