import HTTPTypes
import Hosting
import Ledger
import LedgerProtocol
import TransparencyLog
import Values

/// What a device sends of its journal, and what the ledger holds of it.
struct JournalRoutes: RouteGroup {
    let services: RouteServices

    var routes: [Route] {
        [
            .post(
                "/journals/{name}", shapes: Self.shapes, name: "push", parameters: ["from"],
                gate: services.gates.write, refusesDevices: true,
                body: RouteBody(
                    mediaType: PushRequest.mediaType, bytesMax: services.limits.pushBytesMax, admit: admitPush,
                    begins: beginsSigned),
                answer: push),
            .get("/journals/{name}", shapes: Self.shapes, name: "journal", gate: services.gates.query, answer: journal),
            .get(
                "/journals/{name}/places", shapes: ["/journals/{operator}/{device}/places"], name: "places",
                parameters: ["from"], gate: services.gates.query, answer: places),
        ]
    }

    /// The slash in a journal's name may be percent-encoded.
    private static let shapes = ["/journals/{operator}", "/journals/{operator}/{device}"]

    func problem(ofPath path: String) -> Problem? {
        guard path.utf8.starts(with: JournalPath.prefix.utf8) else { return nil }
        return (try? JournalPath.name(in: path)) == nil ? .malformedJournalName : nil
    }

    /// Whether a push is refused whatever is in it, so that nothing of it is read.
    private func admitPush(_ asked: RouteRequest) throws(Problem) -> JournalName? {
        let name = try JournalPath.name(in: asked.path)
        _ = try from(asked)
        if let reason = services.host.sequencer.publication.stopped {
            throw Problem(PushRefusal.stopped(reason: reason))
        }
        let registry = services.published.registry
        guard registry.mayTake(name) else { throw Problem(registry.standing(of: name)) }
        return name
    }

    /// A push begins with the journal's checkpoint: nobody sends megabytes, and has them hashed, in the name of another's
    /// device. A small one is checked as a whole, by the sequencer.
    private func beginsSigned(_ asked: RouteRequest, _ bytes: [UInt8]) throws(Problem) -> Bool {
        if let declared = asked.headers[.contentLength].flatMap({ Int($0) }), declared <= Self.smallBytesMax {
            return true
        }
        guard bytes.count >= 4 else { return false }
        // A length that no checkpoint has is told as what it is, when the push is read.
        guard let length = PushRequest.noteLength(in: bytes) else { return true }
        guard bytes.count >= 4 + length else { return false }
        let name = try JournalPath.name(in: asked.path)
        guard let key = services.published.registry.devices[name]?.key,
            (try? Checkpoint.open(note: Array(bytes[4..<(4 + length)]), key: key)) != nil
        else { throw Problem(PushRefusal.badSignature) }
        return true
    }

    private static let smallBytesMax = 65_536

    private func from(_ asked: RouteRequest) throws(Problem) -> UInt64 {
        try asked.query.number("from", in: 0...(.max)) ?? 0
    }

    /// `POST /journals/<name>?from=<m>`: takes a push; answers when it is durable.
    private func push(_ asked: RouteRequest) async throws(Problem) -> Reply {
        let started = ContinuousClock.now
        let (name, from) = (try JournalPath.name(in: asked.path), try from(asked))
        do throws(PushRefusal) {
            let request: PushRequest
            do throws(PushRequest.Malformation) {
                // Reading and hashing up to 64 MiB belongs on the pool's threads, never on a loop or on the sequencer.
                request = try PushRequest(journal: name, from: from, body: asked.body)
            } catch {
                throw PushRefusal.malformed(error)
            }
            let receipt = try await services.host.sequencer.push(request)
            services.meters.pushed(in: ContinuousClock.now - started)
            return Reply(receipt.json)
        } catch {
            throw Problem(error)
        }
    }

    /// `GET /journals/<name>`: what the ledger holds of it.
    private func journal(_ asked: RouteRequest) async throws(Problem) -> Reply {
        let name = try JournalPath.name(in: asked.path)
        let state = try await services.reading { () async throws(StoreError) in
            try await services.host.store.journal(name)
        }
        guard let state else {
            throw Problem(.unknownJournal, en: "\(name) never pushed", zh: "\(name) 从未推送")
        }
        return Reply(JournalStatus(state, of: name).json)
    }

    /// Events whose places are looked for at once.
    private static let placesEventsMax: UInt64 = 65_536

    /// `GET /journals/<name>/places?from=<m>`: where its events stand in the ledger, from event m on.
    private func places(_ asked: RouteRequest) async throws(Problem) -> Reply {
        let (name, from) = (try JournalPath.name(in: asked.path, below: JournalPath.places), try from(asked))
        let found = try await services.reading { () async throws(StoreError) -> JournalPlaces? in
            guard let size = try await services.host.store.journal(name)?.size else { return nil }
            guard from < size else { return JournalPlaces(journal: name, spans: [JournalSpan](), size: size) }
            let end = min(size, from + Self.placesEventsMax)
            return JournalPlaces(
                journal: name, spans: try await services.host.store.spans(of: name, overlapping: from..<end), size: size
            )
        }
        guard let found else {
            throw Problem(.unknownJournal, en: "\(name) never pushed", zh: "\(name) 从未推送")
        }
        return Reply(found.json)
    }
}

/// The paths of one journal.
enum JournalPath {
    static let prefix = "/journals/"
    /// The private values of a journal's events.
    static let disclosures = "/disclosures"
    /// Where a journal's events stand.
    static let places = "/places"

    /// Whose journal a path names, for the log; nil where it names none.
    static func device(in path: String) -> String? {
        let below = [disclosures, places].first { path.hasSuffix($0) } ?? ""
        return (try? name(in: path, below: below)).map { "\($0)" }
    }

    /// The name in `/journals/<name>`, percent-encoded as it came, or in what stands below it.
    static func name(in path: String, below suffix: String = "") throws(Problem) -> JournalName {
        // By bytes: a combining mark after the slash would be one Character with it.
        let encoded = Substring(path.utf8.dropFirst(prefix.utf8.count).dropLast(suffix.utf8.count))
        guard let text = PercentEncoding.decode(encoded), let name = JournalName(text) else {
            throw .malformedJournalName
        }
        return name
    }
}

extension Problem {
    fileprivate static var malformedJournalName: Problem {
        Problem(
            .malformedJournalName, en: "the path does not end in a journal's name (<USCC>/<device>)",
            zh: "路径末尾不是日志名称（统一社会信用代码/设备名）")
    }
}
