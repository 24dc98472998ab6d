public import AsyncHTTPClient
import Ledger
import LedgerProtocol
import NIOCore
import NIOHTTP1
public import TransparencyLog
public import Values

/// Talks to a witness (C2SP tlog-witness). What comes back is bounded and read strictly; whether a cosignature holds is the caller's to
/// verify.
public struct WitnessClient: Sendable {
    /// What a witness says to a checkpoint.
    public enum Answer: Sendable {
        /// It cosigned; the lines are not verified.
        case cosigned([NoteSignature])
        /// It cosigned a tree of another size last (409).
        case holds(size: UInt64)
        /// It refused, with this status.
        case refused(status: Int, reason: Wording)
        /// No answer came, or none that a witness gives.
        case failed(reason: Wording)
    }

    private let prefix: LedgerURL
    private let http: HTTPClient
    private let timeoutSeconds: Int

    /// - Parameters:
    ///   - prefix: its submission prefix, which is taken for its monitoring prefix too.
    ///   - http: `LedgerClient.makeHTTPClient` makes one that fits; whoever made it shuts it down.
    ///   - timeoutSeconds: how long a whole answer may take.
    public init(prefix: LedgerURL, http: HTTPClient, timeoutSeconds: Int = 10) {
        self.prefix = prefix
        self.http = http
        self.timeoutSeconds = timeoutSeconds
    }

    /// Asks for a cosignature.
    public func add(_ question: AddCheckpoint) async -> Answer {
        var request = HTTPClientRequest(url: "\(prefix)/add-checkpoint")
        request.method = .POST
        request.headers.add(name: "content-type", value: "text/plain; charset=utf-8")
        request.body = .bytes(ByteBuffer(string: question.formatted))
        let answer: Response
        do throws(Failure) {
            answer = try await perform(request, bytesMax: WitnessReply.byteCountMax)
        } catch {
            return .failed(reason: error.reason)
        }
        switch answer.status {
        case 200:
            guard let lines = WitnessReply.signatures(answer.body) else {
                return .failed(reason: Wording(en: "its answer is no signature lines", zh: "应答不是签名行"))
            }
            return .cosigned(lines)
        case 409:
            // Some say so too where the roots differ, and give no size then.
            let type = answer.mediaType?.prefix { $0 != ";" && $0 != " " }
            guard type?.lowercased() == WitnessReply.sizeMediaType, let size = WitnessReply.size(answer.body) else {
                return .refused(status: 409, reason: answer.reason)
            }
            return .holds(size: size)
        default:
            return .refused(status: answer.status, reason: answer.reason)
        }
    }

    /// What it shows to monitors of the log of this origin, a note; nil where it shows nothing or does not answer.
    public func checkpoint(ofOrigin origin: String) async -> [UInt8]? {
        let request = HTTPClientRequest(url: "\(prefix)/\(Checkpoint.originHash(origin))/checkpoint")
        guard let answer = try? await perform(request, bytesMax: SignedNote.byteCountMax), answer.status == 200 else {
            return nil
        }
        return answer.body
    }

    private struct Failure: Error {
        let reason: Wording
    }

    private struct Response {
        let status: Int
        let mediaType: String?
        let body: [UInt8]

        /// What it says of a refusal: ours say it as a problem, others as a line of text.
        var reason: Wording {
            let problem = LedgerProblem(status: status, body: body, retryAfter: nil)
            guard problem.word == nil else { return problem.wording }
            let text = String(decoding: body.prefix(200), as: UTF8.self).printable
            return text.isEmpty ? problem.wording : Wording(en: "\(status): \(text)", zh: "\(status)：\(text)")
        }
    }

    private func perform(_ request: HTTPClientRequest, bytesMax: Int) async throws(Failure) -> Response {
        let started = ContinuousClock.now
        do {
            var request = request
            request.headers.add(name: "user-agent", value: "yimad")
            let response = try await http.execute(request, timeout: .seconds(Int64(timeoutSeconds)))
            var body: [UInt8] = []
            for try await chunk in response.body {
                // A time for each part alone would let an answer drip for ever.
                guard ContinuousClock.now - started < .seconds(timeoutSeconds) else {
                    throw HTTPClientError.deadlineExceeded
                }
                guard body.count + chunk.readableBytes <= bytesMax else {
                    throw Failure(reason: Wording(en: "its answer is too long", zh: "应答过长"))
                }
                body.append(contentsOf: chunk.readableBytesView)
            }
            return Response(
                status: Int(response.status.code), mediaType: response.headers.first(name: "content-type"), body: body)
        } catch let failure as Failure {
            throw failure
        } catch {
            var timeouts = LedgerClient.Timeouts()
            (timeouts.idleSeconds, timeouts.requestSeconds) = (timeoutSeconds, timeoutSeconds)
            throw Failure(
                reason: LedgerClient(url: prefix, http: http, timeouts: timeouts).connectionWording(of: error))
        }
    }
}
