import HTTPTypes
import Hummingbird
import LedgerProtocol

/// The routes of a ledger's server in Hummingbird's router, and what is said where none matches.
struct LedgerRoutes {
    let routes: [Route]
    let router: Router<LedgerRequestContext>

    init(_ services: RouteServices) {
        self.init(
            [
                FrontRoutes(services: services), HealthRoutes(services: services), TileRoutes(services: services),
                JournalRoutes(services: services),
                AdminRoutes(services: services), DefinitionRoutes(services: services),
                DisclosureRoutes(services: services),
                LookupRoutes(services: services), ChainRoutes(services: services),
                RecallRoutes(services: services), FindingRoutes(services: services),
                RiskRoutes(services: services),
                TouchedRoutes(services: services), CodeRoutes(services: services), AssetRoutes(services: services),
                WitnessRoutes(services: services), DrawRoutes(services: services),
                OfficeActRoutes(services: services), CreditRoutes(services: services),
                ComplaintRoutes(services: services),
            ], services)
    }

    init(_ groups: [any RouteGroup], _ services: RouteServices) {
        routes = groups.flatMap(\.routes)
        router = Router(context: LedgerRequestContext.self)
        let unmatched = UnmatchedPaths(groups: groups, routes: routes, services: services)
        let bodies = BodyReader(services)
        for route in routes {
            let responder = RouteResponder(route: route, bodies: bodies, unmatched: unmatched, services: services)
            for shape in route.shapes {
                router.on(RouterPath(shape), method: route.method, responder: responder)
                if route.method == .get { router.on(RouterPath(shape), method: .head, responder: responder) }
            }
        }
        // The router wraps with a middleware what is added after it: here only what it answers where nothing matches.
        router.add(middleware: unmatched)
    }

    /// Method and path of everything that the router matches: `GET /healthz`.
    var endpoints: Set<String> { Set(router.routes.map { "\($0.method) \($0.path)" }) }
}
