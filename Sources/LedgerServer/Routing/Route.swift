import HTTPTypes
import Ledger
import LedgerProtocol

/// One route, all that is to be known of it: where it stands, what it takes, what it weighs and how it is answered.
struct Route: Sendable {
    typealias Answer = @Sendable (RouteRequest) async throws(Problem) -> Reply

    /// GET, which is answered as HEAD too, or POST.
    let method: HTTPRequest.Method
    /// The path as `schema/openapi.json` has it: what varies stands in braces.
    let path: String
    /// The path as the router matches it, where a part that varies may have slashes (`**`) or be left out.
    let shapes: [String]
    /// The route without what varies, for logs and counters.
    let name: String
    /// The parameters of its query; any other is refused.
    let parameters: Set<String>
    /// What it is admitted by while it is being answered.
    let gate: RequestGate
    /// Whether it is asked so often that it is logged only for debugging.
    let isFrequent: Bool
    /// Whether any page may have its reader's browser ask this (CORS): what is public by itself.
    var isOpen: Bool
    /// Whether it is asked by printed codes, whose queries say what the label says besides: parameters that it does not know are passed by,
    /// and a slash at the end of the path says nothing.
    var isPrinted = false
    /// Whether a refusal is one of a device, which the log names.
    var refusesDevices = false
    /// The body that it takes; nil for none.
    let body: RouteBody?
    let answer: Answer

    static func get(
        _ path: String, shapes: [String]? = nil, name: String, parameters: Set<String> = [], gate: RequestGate,
        isFrequent: Bool = false, isOpen: Bool = true, isPrinted: Bool = false, answer: @escaping Answer
    ) -> Route {
        Route(
            method: .get, path: path, shapes: shapes ?? [path], name: name, parameters: parameters, gate: gate,
            isFrequent: isFrequent, isOpen: isOpen, isPrinted: isPrinted, body: nil, answer: answer)
    }

    static func post(
        _ path: String, shapes: [String]? = nil, name: String, parameters: Set<String> = [], gate: RequestGate,
        isOpen: Bool = false, refusesDevices: Bool = false, body: RouteBody, answer: @escaping Answer
    ) -> Route {
        Route(
            method: .post, path: path, shapes: shapes ?? [path], name: name, parameters: parameters, gate: gate,
            isFrequent: false, isOpen: isOpen, refusesDevices: refusesDevices, body: body, answer: answer)
    }
}

/// The body that a route takes.
struct RouteBody: Sendable {
    /// Nil where any is taken: the body alone says what it is.
    let mediaType: String?
    let bytesMax: Int
    /// Whether this one may send it, decided before any of it is read: what it throws is answered at once. Gives the journal
    /// that the body is counted for, where it is one's.
    var admit: @Sendable (RouteRequest) throws(Problem) -> JournalName? = { _ in nil }
    /// Looks at what has come of it until it has seen enough to know that the rest may come (true).
    var begins: @Sendable (RouteRequest, _ bytes: [UInt8]) throws(Problem) -> Bool = { _, _ in true }
}

/// Some routes that belong together, in one file. A further group is named once, in `LedgerRoutes`.
protocol RouteGroup: Sendable {
    var routes: [Route] { get }

    /// What is wrong with a path that lies where this group's paths lie and is none of them; nil where it is just not found.
    func problem(ofPath path: String) -> Problem?
}

extension RouteGroup {
    func problem(ofPath path: String) -> Problem? { nil }
}
