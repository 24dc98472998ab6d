import ArgumentParser
import CommandSupport
import Traceability

/// Says what written codes are; needs no journal and no ledger.
struct Code: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "code",
        abstract: said("What a written code is, or why it is malformed.", "说明编码是什么，或错在哪里。"),
        discussion: said(
            "GTIN, GS1 element strings, Digital Links, EPC URNs, unified social credit codes, container numbers; '-' reads "
                + "codes from standard input, one a line.",
            "支持商品条码、GS1 单元数据串、Digital Link、EPC URN、统一社会信用代码、集装箱号；“-”从标准输入逐行读取。"))

    @Flag(help: .said("one JSON line a code", "每个编码输出一行 JSON"))
    var json = false

    @Argument(help: .said("codes as they are written or scanned", "书写或扫描得到的编码", valueName: "code"))
    var codes: [String]

    func run() throws {
        let reader = CodeReader.thisYear
        var isAnyBad = false
        func answer(_ written: String) throws(CommandError) {
            let reading = Result { () throws(CodeError) in try reader.read(written) }
            switch reading {
            case .success(let code):
                try json ? Console.print(code.json(input: written)) : Console.print(code.text(input: written))
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
}

extension CanonicalCode {
    /// `{"input","scheme","canonical","parts":{…}}`.
    func json(input: String) -> JSONNode {
        .object([
            ("input", .string(input)), ("scheme", .string(scheme)), ("canonical", .string(uri)),
            ("parts", .object(parts.map { ($0.name, .string($0.value)) })),
        ])
    }

    /// The code, and under it a line for each thing that is known of it.
    fileprivate func text(input: String) -> String {
        var rows = [
            (said("scheme", "编码体系"), scheme),
            (said("canonical", "规范标识"), uri),
        ]
        rows += parts.map { (Self.label($0.name), $0.value) }
        let width = rows.map(\.0.columns).max() ?? 0
        let lines = rows.map { "  \($0.padded(to: width))  \($1.printable)" }
        return ([Terminal.paint(input.shown, .bold)] + lines).joined(separator: "\n")
    }

    /// The Chinese name of a part for people who read Chinese, else its own.
    private static func label(_ name: String) -> String {
        guard Language.current == .zh else { return name }
        return labels[name].map { "\($0)" } ?? name
    }

    private static let labels = [
        "gtin": "商品条码", "lot": "批号", "serial": "序列号", "sscc": "物流单元代码", "gln": "位置码",
        "uscc": "统一社会信用代码", "container": "集装箱号", "productionDate": "生产日期", "expiry": "有效期至",
        "bestBefore": "保质期至", "packagingDate": "包装日期", "sellBy": "销售截止日期", "contentGtin": "内装商品条码",
    ]
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
