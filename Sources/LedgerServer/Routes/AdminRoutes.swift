import Hosting
import Ledger
import LedgerProtocol
import Logging

/// Acts of the host's administrator.
struct AdminRoutes: RouteGroup {
    let services: RouteServices

    var routes: [Route] {
        [
            .post(
                "/admin", name: "admin", gate: services.gates.write,
                body: RouteBody(mediaType: "text/plain", bytesMax: services.limits.noteBytesMax), answer: admin)
        ]
    }

    /// `POST /admin`: takes a note signed by the ledger's admin key.
    private func admin(_ asked: RouteRequest) async throws(Problem) -> Reply {
        do throws(AdminRefusal) {
            let receipt = try await services.host.append(adminNote: asked.body)
            tell(asked.body, entry: receipt.entry)
            return Reply(receipt.json)
        } catch {
            throw Problem(error)
        }
    }

    /// Says in the log what the administrator did, about whom: the note's own words.
    private func tell(_ note: [UInt8], entry: UInt64) {
        let origin = "\(services.host.identity.origin)"
        guard let act = AdminAct(note: note, origin: origin) else { return }
        // Its first line is the ledger's name, the others `name: value`.
        let lines = act.text(origin: origin).split(separator: "\n").dropFirst()
        var metadata: Logger.Metadata = ["entry": "\(entry)"]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            metadata[String(line[..<colon])] = "\(line[line.index(after: colon)...].drop { $0 == " " })"
        }
        services.logger.notice("\(lines.first ?? "an act of the administrator")", metadata: metadata)
    }
}
