import Chains
import Codes
import EPCIS
import Evidence
import Ledger
import LedgerQuery
import Supervision
import Values

/// Who answers for goods by what the ledger shows, never by what somebody says of another: whom the host's admin assigned the prefix of their
/// code; where nobody was, who issued their lot first, in custody of it and no office.
struct Makers: Sendable {
    let host: LedgerHost

    /// So many events of a lot are looked through.
    private static let eventsMax = 4096
    private static let pageCount = 256

    /// Nil where the ledger does not show it.
    /// - Parameter entry: as things stood there.
    func maker(of written: [String], at entry: UInt64) async throws(StoreError) -> String? {
        let registry = host.sequencer.published.registry
        let codes = written.compactMap { try? host.codes.read($0) }
        for code in codes {
            guard let name = code.issuerName else { continue }
            let owners = registry.prefixes.matching(name).filter { $0.tenure.holds(at: entry) && !$0.isVoid }
            if let owner = owners.first?.uscc, Set(owners.map(\.uscc)).count == 1 { return owner }
        }
        for code in codes {
            if let issuer = try await firstIssuer(of: code, at: entry, registry) { return issuer }
        }
        return nil
    }

    private func firstIssuer(
        of code: CanonicalCode, at entry: UInt64, _ registry: Registry
    ) async throws(StoreError) -> String? {
        guard let key = code.lotKey ?? (code.grain == .product ? nil : code.key), let lot = try? host.codes.read(key)
        else { return nil }
        var issuer: String?
        var (bound, count) = (entry, 0)
        while count < Self.eventsMax {
            let page = try await host.reader.events(of: lot, below: bound, limit: Self.pageCount)
            // The newest first.
            for record in page.events {
                guard let event = record.event, event.errorDeclaration == nil, issues(event, lot.key) else { continue }
                let signer = record.journal.operatorUSCC
                if !registry.isOffice(signer, at: record.entry) { issuer = signer }
            }
            count += Self.pageCount
            guard let next = page.next else { return issuer }
            bound = next
        }
        // Who was first stands further back than is looked.
        return nil
    }

    private func issues(_ event: EPCISEvent, _ key: String) -> Bool {
        let written: [String] =
            switch event.kind {
            case .object where event.action == .add: event.epcList + event.quantityList.map(\.epcClass)
            case .transformation: event.outputEPCList + event.outputQuantityList.map(\.epcClass)
            default: []
            }
        return written.contains { text in (try? host.codes.read(text)).map { $0.isOf(key) } ?? false }
    }
}

extension CanonicalCode {
    /// Whether it is a lot, or a thing of it.
    fileprivate func isOf(_ lot: String) -> Bool { key == lot || lotKey == lot }
}
