import ArgumentParser
import Codes
import CommandSupport
import StrictJSON
import Values

/// Says what written codes are; needs no journal and no ledger.
struct Code: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "code",
        abstract: said("What a written code is, or why it is malformed.", "说明编码是什么，或错在哪里。"),
        discussion: said(
            "GTIN, GS1 element strings, Digital Links, EPC URNs, unified social credit codes, container numbers, food "
                + "licences, customs declarations, GACC registrations, veterinary drug codes, IMO numbers, and the schemes of "
                + "definition files (schemes/*.json beside the other definitions); '-' reads codes from standard input, one "
                + "a line.",
            "支持商品条码、GS1 单元数据串、Digital Link、EPC URN、统一社会信用代码、集装箱号、食品生产许可证、报关单、境外企业在华注册编号、"
                + "兽药追溯码、IMO 号，以及定义文件（定义目录下 schemes/*.json）中的编码体系；“-”从标准输入逐行读取。"))

    @Option(
        name: .customLong("as"),
        help: .said("the scheme of the codes: customs, imo, gln, …", "编码所属体系：customs、imo、gln 等", valueName: "scheme"),
        completion: .schemes)
    var scheme: String?

    @Flag(help: .said("give the EPC URN instead of the whole answer", "只输出 EPC URN"))
    var epc = false

    @Option(
        help: .said(
            "digits of the GS1 company prefix, which only an EPC URN says (6 to 12)",
            "GS1 厂商识别代码位数（6 至 12；仅 EPC URN 自带）",
            valueName: "number"))
    var prefixLength: Int?

    @Option(
        help: .said(
            "give a Digital Link of this domain instead, with what the label says besides",
            "只输出该域名的 Digital Link（含标签上的其他内容）",
            valueName: "domain"))
    var link: String?

    @Flag(help: .said("one JSON line a code", "每个编码输出一行 JSON"))
    var json = false

    @Argument(
        help: .said("codes as they are written or scanned", "书写或扫描得到的编码", valueName: "code"), completion: .recentCodes)
    var codes: [String]

    func validate() throws {
        if epc, link != nil {
            throw ValidationError(en: "--epc and --link exclude each other", zh: "--epc 与 --link 不能同用")
        }
        if prefixLength != nil, !epc {
            throw ValidationError(en: "--prefix-length belongs to --epc", zh: "--prefix-length 须与 --epc 同用")
        }
    }

    func run() throws {
        let reader = try CodeReader.settled()
        var isAnyBad = false
        func answer(_ written: String) throws(CommandError) {
            let reading = Result { () throws(CodeError) in
                let code = if let scheme { try reader.read(written, as: scheme) } else { try reader.read(written) }
                return (code, try otherForm(of: code))
            }
            switch reading {
            case .success((let code, let other)):
                if json {
                    try Console.print(code.json(input: written, other: other.map { (epc ? "epc" : "digitalLink", $0) }))
                } else {
                    try Console.print(other ?? code.text(input: written, names: reader))
                }
            case .failure(let error):
                isAnyBad = true
                if json { try Console.print(error.json(input: written)) }
                Console.message(CommandError(error, code: written).lines(command: "code"))
            }
        }
        for code in codes {
            guard code == "-" else {
                try answer(code)
                continue
            }
            var lines = LineReader(try ByteSource(path: "-"), bytesMax: 4096)
            while let line = try lines.next() {
                if !line.bytes.isEmpty { try answer(String(decoding: line.bytes, as: UTF8.self)) }
            }
        }
        if isAnyBad { throw ExitStatus.badInput.exitCode }
    }

    /// The code as it is written elsewhere; nil where that was not asked for.
    private func otherForm(of code: CanonicalCode) throws(CodeError) -> String? {
        if epc { return try epcURN(of: code) }
        guard let link else { return nil }
        return try code.digitalLink(domain: link)
    }
}

extension Code {
    private func epcURN(of code: CanonicalCode) throws(CodeError) -> String {
        do {
            return try code.epcURN(companyPrefixLength: prefixLength)
        } catch  where error.reason == .missingPart {
            throw CodeError(
                reason: error.reason, position: error.position, wording: error.wording,
                hint: Wording(
                    en: "say it with --prefix-length, 6 to 12; the firm's GS1 certificate has it",
                    zh: "请用 --prefix-length 指定（6 至 12），企业的厂商识别代码证书上有"))
        }
    }
}

extension CanonicalCode {
    /// `{"input","scheme","canonical","parts":{…}}`, and the other form where one was asked for: `epc` or `digitalLink`.
    func json(input: String, other: (name: String, form: String)? = nil) -> JSONNode {
        .object(
            [
                ("input", .string(input)), ("scheme", .string(scheme)), ("canonical", .string(uri)),
                ("parts", .object(parts.map { ($0.name, .string($0.value)) })),
            ] + (other.map { [($0.name, .string($0.form))] } ?? []))
    }

    /// The code, and under it a line for each thing that is known of it.
    fileprivate func text(input: String, names: CodeReader) -> String {
        var rows = [
            (said("scheme", "编码体系"), scheme),
            (said("canonical", "规范标识"), uri),
        ]
        // Who reads English reads the names of the JSON too.
        rows += parts.map { part in
            (Language.current == .zh ? names.label(ofPart: part.name, of: self).zh : part.name, part.value)
        }
        let width = rows.map(\.0.columns).max() ?? 0
        let lines = rows.map { "  \($0.padded(to: width))  \($1.printable)" }
        return ([Terminal.paint(input.shown, .bold)] + lines).joined(separator: "\n")
    }
}

extension CodeError {
    /// `{"input","error","hint"}`, with the reason for programs, the place, and the same in Chinese.
    func json(input: String) -> JSONNode {
        .object([
            ("input", .string(input)), ("error", .string(wording.en)),
            ("hint", hint.map { .string($0.en) } ?? .null), ("reason", .string(reason.rawValue)),
            ("position", position.map { .integer($0) } ?? .null), ("errorZh", .string(wording.zh)),
            ("hintZh", hint.map { .string($0.zh) } ?? .null),
        ])
    }
}
