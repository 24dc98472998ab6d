import Hosting
import Ledger
import LedgerProtocol

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
            return Reply(try await services.host.append(adminNote: asked.body).json)
        } catch {
            throw Problem(error)
        }
    }
}
