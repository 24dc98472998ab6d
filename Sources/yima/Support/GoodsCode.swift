import Codes
import CommandSupport
import Values

/// Codes that are asked about as goods: a firm's, a place's or a paper's number is told apart, with what can be asked of it.
extension CodeReader {
    /// The goods that a text is the code of.
    /// - Throws: `CodeError`: that it is no code, or `otherScheme` where it is one of something else.
    func goods(_ written: String) throws(CodeError) -> CanonicalCode {
        let code: CanonicalCode
        do throws(CodeError) {
            code = try read(written)
        } catch {
            guard error.reason == .unknownScheme, let place = Self.regionalPlace(written) else { throw error }
            throw CodeError(
                reason: .otherScheme, wording: Wording.isPlace,
                hint: .placeIsAsked(place))
        }
        guard let told = notGoods(code, written) else { return code }
        throw CodeError(reason: .otherScheme, wording: told.wording, hint: told.hint)
    }

    /// The same, or the error that a command ends with.
    func goodsCode(_ written: String) throws(CommandError) -> CanonicalCode {
        do { return try goods(written) } catch { throw CommandError(error, code: written) }
    }

    /// What a code is where it names no goods, and what can be asked of that; nil of goods.
    func notGoods(_ code: CanonicalCode, _ written: String) -> (wording: Wording, hint: Wording)? {
        switch subject(of: code) {
        case .goods: nil
        case .party:
            (
                Wording(
                    en: "this is the number of a firm, and not the code of goods",
                    zh: "这是单位的代码（如统一社会信用代码），不是货物的编码"),
                Wording(
                    en:
                        "yima lookup \(code.bareText) shows what it recorded last; yima verify --batch --operator \(code.bareText) "
                        + "verifies the goods of its records",
                    zh:
                        "yima lookup \(code.bareText) 可查其最近的记录；yima verify --batch --operator \(code.bareText) 可核查其记录的货物"
                )
            )
        case .place: (.isPlace, .placeIsAsked(code.bareText))
        case .document:
            (
                Wording(en: "this is the number of a paper, and not the code of goods", zh: "这是单据的编号，不是货物的编码"),
                Wording(
                    en: "ask for the goods that the paper came with: (01)…(10)…", zh: "请查询随单据的货物编码：(01)…(10)…")
            )
        case .vessel:
            (
                Wording(en: "this is the number of a ship, and not the code of goods", zh: "这是船舶的编号，不是货物的编码"),
                Wording(en: "ask for the goods that she brought: (01)…(10)…", zh: "请查询其所载货物的编码：(01)…(10)…")
            )
        }
    }

    /// A place as tables name it: six digits of a region, and its own code behind a hyphen.
    private static func regionalPlace(_ written: String) -> String? {
        let text = written.trimmed
        let bytes = Array(text.utf8)
        guard (8...46).contains(bytes.count), bytes[6] == UInt8(ascii: "-"),
            bytes[..<6].allSatisfy({ (0x30...0x39).contains($0) }),
            bytes[7...].allSatisfy({ byte in
                byte < 0x80 && (Character(Unicode.Scalar(byte)).isLetter || Character(Unicode.Scalar(byte)).isNumber)
                    || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
            })
        else { return nil }
        return text
    }
}

extension CanonicalCode {
    /// As people write it on a command line.
    fileprivate var bareText: String {
        if scheme == "gln", let number = part("gln") { return number }
        if scheme == "uscc", let number = part("uscc") { return number }
        return uri
    }
}

extension Wording {
    fileprivate static let isPlace = Wording(
        en: "this is the number of a place, and not the code of goods", zh: "这是地点的编码，不是货物的编码")

    fileprivate static func placeIsAsked(_ place: String) -> Wording {
        Wording(
            en: "yima verify --batch --site \(place.shown) verifies the goods that were recorded there",
            zh: "yima verify --batch --site \(place.shown) 可核查在此地点记录的货物")
    }
}
