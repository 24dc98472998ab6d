public import Codes
import EPCIS
public import Values

/// A place as a person names it: by a GLN, by another code, or as events write it.
public struct SiteName: Hashable, Sendable {
    /// As it was written.
    public let written: String
    /// 13 digits, where a GLN is meant: then all its parts (254) are.
    private let gln: String?
    /// The key of another code.
    private let key: String?

    /// Why a text names no place.
    public enum Malformation: Error, Hashable {
        /// Empty or over 200 characters.
        case noName
        /// Written like a GLN or a code, and none.
        case code(CodeError)

        public var wording: Wording {
            switch self {
            case .noName: Wording(en: "a place's name has 1 to 200 characters", zh: "场所名称应为 1 至 200 个字符")
            case .code(let error): error.wording
            }
        }
    }

    /// 13 digits are a GLN, what is written as a code of GS1 that code; all else is the name of a site, `350502-S1`.
    public init(_ written: String, codes: CodeReader = CodeReader()) throws(Malformation) {
        guard !written.isEmpty, written.unicodeScalars.count <= 200 else { throw .noName }
        self.written = written
        let isGLN = written.utf8.count == 13 && written.utf8.allSatisfy { $0 &- 0x30 < 10 }
        let isCode =
            ["urn:epc:", "http://", "https://"].contains { written.hasPrefix($0) }
            || written.hasPrefix("(") && written.dropFirst().first?.isWholeNumber == true
        guard isGLN || isCode else {
            (gln, key) = (nil, nil)
            return
        }
        do throws(CodeError) {
            let code = isGLN ? try codes.read(written, as: "gln") : try codes.read(written)
            gln = Self.gln(of: code)
            key = gln == nil ? code.key : nil
        } catch {
            throw .code(error)
        }
    }

    /// Whether an event was here.
    func isOf(_ event: EPCISEvent, codes: CodeReader) -> Bool {
        [event.readPoint, event.bizLocation].contains { place in place.map { isNamed(by: $0, codes) } ?? false }
    }

    private func isNamed(by place: String, _ codes: CodeReader) -> Bool {
        if place == written || place == Self.prefix + written { return true }
        guard gln != nil || key != nil, let code = try? codes.read(place) else { return false }
        return gln.map { $0 == Self.gln(of: code) } ?? (key == code.key)
    }

    private static let prefix = "urn:yima:site:"

    private static func gln(of code: CanonicalCode) -> String? {
        ["gln", "party"].contains(code.scheme) ? code.part(code.scheme) : nil
    }
}
