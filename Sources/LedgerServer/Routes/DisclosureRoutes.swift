import Evidence
import HostState
import Hosting
import Ledger
import LedgerProtocol
import StrictJSON
import Values

/// Private values: they stand beside the ledger, and not everybody is told them.
struct DisclosureRoutes: RouteGroup {
    let services: RouteServices

    var routes: [Route] {
        [
            .post(
                "/journals/{name}/disclosures", shapes: ["/journals/{operator}/{device}/disclosures"], name: "bring",
                gate: services.gates.heavy, refusesDevices: true,
                body: RouteBody(
                    mediaType: DisclosureBundle.mediaType, bytesMax: DisclosureBundle.bytesMax, admit: admitBundle),
                answer: bring),
            .post(
                "/disclosures", name: "disclosures", gate: services.gates.heavy,
                body: RouteBody(mediaType: "text/plain", bytesMax: services.limits.noteBytesMax), answer: disclosures),
        ]
    }

    /// Bringing needs no permission, only a journal that there is: what is brought must fit the digests in its events.
    private func admitBundle(_ asked: RouteRequest) throws(Problem) -> JournalName? {
        let name = try JournalPath.name(in: asked.path, below: JournalPath.disclosures)
        _ = try service()
        guard services.published.registry.devices[name] != nil else { throw Problem(Registry.Standing.notEnrolled) }
        return name
    }

    /// `POST /journals/<name>/disclosures`: takes the private values of events that were pushed before.
    private func bring(_ asked: RouteRequest) async throws(Problem) -> Reply {
        let name = try JournalPath.name(in: asked.path, below: JournalPath.disclosures)
        let service = try service()
        let bundle: DisclosureBundle
        do throws(LocatedError) {
            bundle = try DisclosureBundle(body: asked.body)
        } catch {
            throw Problem(.malformedDisclosures, error.wording, members: [("pointer", .string(error.pointer))])
        }
        do throws(DisclosureService.Refusal) {
            return Reply(try await service.keep(bundle, of: name).json)
        } catch {
            throw Problem(error)
        }
    }

    /// `POST /disclosures`: a note signed by a device's key or the admin key, that asks for values or for their erasure.
    private func disclosures(_ asked: RouteRequest) async throws(Problem) -> Reply {
        let service = try service()
        do throws(DisclosureService.Refusal) {
            return Reply(try await service.answer(asked.body).json)
        } catch {
            throw Problem(error)
        }
    }

    private func service() throws(Problem) -> DisclosureService {
        if let service = services.host.disclosures { return service }
        throw Problem(.keepsNoDisclosures, en: "this host keeps no private values", zh: "本主机不保存私密信息")
    }
}
