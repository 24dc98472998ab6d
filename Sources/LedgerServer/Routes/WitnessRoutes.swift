import HTTPTypes
import HostState
import Hosting
import Ledger
import LedgerProtocol
import Logging
import NIOCore
import TransparencyLog
import Values

/// This host as a witness of other hosts' ledgers (C2SP tlog-witness).
struct WitnessRoutes: RouteGroup {
    let services: RouteServices

    private static let origin = "/{origin-hash}/checkpoint"

    var routes: [Route] {
        [
            .post(
                "/add-checkpoint", name: "add-checkpoint", gate: services.gates.witness,
                body: RouteBody(mediaType: nil, bytesMax: AddCheckpoint.byteCountMax), answer: add),
            .get(Self.origin, name: "witnessed", gate: services.gates.light, isFrequent: true, answer: checkpoint),
            .get("/witness.vkey", name: "witness-vkey", gate: services.gates.light, answer: verifierKey),
        ]
    }

    /// `POST /add-checkpoint`: cosigns the checkpoint of a ledger that is watched, where it continues what was cosigned before. The
    /// cosignature is kept for good before it is given.
    private func add(_ asked: RouteRequest) async throws(Problem) -> Reply {
        guard let witness = services.host.witness else { throw .noWitness }
        do throws(LedgerWitness.Refusal) {
            return Reply(.text, Array(try await witness.add(asked.body).utf8), caching: .none)
        } catch {
            // The one refusal that is no problem detail: C2SP says what its body is.
            if case .refused(.otherSize(let held)) = error {
                return Reply(
                    status: 409, .logSize, Array(WitnessReply.format(size: held).utf8), caching: .none)
            }
            throw problem(error)
        }
    }

    private func problem(_ refusal: LedgerWitness.Refusal) -> Problem {
        switch refusal {
        case .refused(let refusal):
            return Problem(Self.word(of: refusal), refusal.wording)
        case .lost(let origin):
            services.logger.error(
                "what this witness cosigned of a log is lost: it cosigns nothing more of it",
                metadata: ["origin": "\(origin.printable)"])
            return Problem(
                .storeDamaged, en: "what was cosigned of this log is lost here", zh: "此处对该日志的联署记录已丢失")
        case .clockBehind(let seconds):
            services.logger.error(
                "the clock is behind the newest cosignature: nothing is cosigned", metadata: ["seconds": "\(seconds)"])
            return Problem(
                .clockBehind, en: "the clock is \(seconds) s behind the newest cosignature",
                zh: "系统时钟比最近的联署慢 \(seconds) 秒", retryAfterSeconds: 60)
        case .unavailable(let error):
            return cannotCosign(error)
        }
    }

    private static func word(of refusal: AddCheckpoint.Refusal) -> ProblemWord {
        switch refusal {
        case .malformed, .oldBeyondNew: .malformedCheckpoint
        case .unknownLog: .unknownLog
        case .notSigned: .badSignature
        case .otherSize, .otherRoot, .wrongEmptyRoot, .needlessProof, .notExtended: .inconsistentCheckpoint
        }
    }

    /// `GET /<SHA-256 of the origin>/checkpoint`: the checkpoint that was cosigned last, with the log's signature and the cosignature.
    private func checkpoint(_ asked: RouteRequest) async throws(Problem) -> Reply {
        let hash = String(asked.path.dropFirst().prefix { $0 != "/" })
        guard hash.utf8.count == 64, hash.utf8.allSatisfy({ "0123456789abcdef".utf8.contains($0) }) else {
            throw Problem(.notFound, en: "not the SHA-256 of an origin", zh: "不是来源的 SHA-256")
        }
        guard let witness = services.host.witness else { throw .noWitness }
        let note: [UInt8]?
        do throws(LogHeadStoreError) { note = try await witness.checkpoint(ofOriginHash: hash) } catch {
            throw cannotCosign(error)
        }
        guard let note else {
            throw Problem(.unknownLog, en: "nothing was cosigned of such a log", zh: "没有对该日志的联署")
        }
        return Reply(.text, note, caching: .brief)
    }

    /// `GET /witness.vkey`: the key by which others' policies name this witness.
    private func verifierKey(_ asked: RouteRequest) throws(Problem) -> Reply {
        guard let witness = services.host.witness else { throw .noWitness }
        let key: VerifierKey?
        do throws(LogHeadStoreError) { key = try witness.verifierKey() } catch { throw cannotCosign(error) }
        guard let key else { throw .noWitness }
        return Reply(.text, Array("\(key)\n".utf8), caching: .none)
    }

    private func cannotCosign(_ error: LogHeadStoreError) -> Problem {
        services.logger.error("the witness's files cannot be used", metadata: ["error": "\(error.reason)"])
        return Problem(
            .storeUnavailable, en: "what was cosigned cannot be read or kept now", zh: "联署记录暂时无法读写",
            retryAfterSeconds: 10)
    }
}

extension Problem {
    fileprivate static var noWitness: Problem {
        Problem(.unknownLog, en: "this host witnesses no other ledger", zh: "本主机不见证其他账本")
    }
}
