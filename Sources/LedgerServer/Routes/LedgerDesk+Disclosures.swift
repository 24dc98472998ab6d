import Evidence
import HostState
import Hosting
import Ledger
import StrictJSON

/// Private values: they stand beside the ledger, and not everybody is told them.
extension LedgerDesk {
    /// `POST /journals/<name>/disclosures`: takes the private values of events that were pushed before.
    func bring(_ name: JournalName, body: [UInt8]) async throws(Problem) -> Reply {
        let keeper = try keeper()
        let bundle: DisclosureBundle
        do throws(DisclosureBundle.Malformation) {
            bundle = try DisclosureBundle(body: body)
        } catch {
            throw Problem(
                .malformedDisclosures, error.wording, members: [("pointer", .string(error.pointer))])
        }
        do throws(DisclosureKeeper.Refusal) {
            return Reply(try await keeper.keep(bundle, of: name).json)
        } catch {
            throw Problem(error)
        }
    }

    /// `POST /disclosures`: a note signed by a device's key or the admin key, that asks for values or for their erasure.
    func disclosures(_ note: [UInt8]) async throws(Problem) -> Reply {
        let keeper = try keeper()
        do throws(DisclosureKeeper.Refusal) {
            return Reply(try await keeper.answer(note).json)
        } catch {
            throw Problem(error)
        }
    }

    private func keeper() throws(Problem) -> DisclosureKeeper {
        if let keeper = host.disclosures { return keeper }
        throw Problem(.keepsNoDisclosures, en: "this host keeps no private values", zh: "本主机不保存私密信息")
    }
}

extension KeptDisclosures {
    /// `{"kept","held","erased"}`.
    fileprivate var json: JSONNode {
        .object([("kept", .integer(kept)), ("held", .integer(held)), ("erased", .integer(erased))])
    }
}
