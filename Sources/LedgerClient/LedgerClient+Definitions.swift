public import Ledger
public import LedgerProtocol
import Values

/// The definition files that a ledger has adopted.
extension LedgerClient {
    /// A definition file of a ledger is at most so long, in bytes.
    public static let definitionBytesMax = 4 << 20

    /// Those that count now. None of a host that does not know the question.
    public func definitions() async throws(LedgerClientError) -> AdoptedDefinitions {
        let path = "/definitions"
        let bytes: [UInt8]
        do throws(LedgerClientError) {
            bytes = try await perform(.get(path, bytesMax: 1 << 20))
        } catch {
            if case .refused(let problem) = error, problem.status == 404 { return AdoptedDefinitions(files: []) }
            throw error
        }
        guard let found = AdoptedDefinitions(parsing: bytes) else {
            throw bad(path, en: "not a list of definition files", zh: "不是规则文件清单")
        }
        return found
    }

    /// The text of one: that of just this SHA-256.
    public func definition(_ sha256: DefinitionDigest) async throws(LedgerClientError) -> [UInt8] {
        let path = "/definitions/\(sha256)"
        let bytes = try await perform(.get(path, bytesMax: Self.definitionBytesMax))
        guard DefinitionDigest(of: bytes) == sha256 else {
            throw bad(path, en: "not the file of this SHA-256", zh: "内容与 SHA-256 不符")
        }
        return bytes
    }
}
