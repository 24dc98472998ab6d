import ArgumentParser
import CommandSupport
import Journals
import Ledger
import StrictJSON
import Values

/// A sale without a lot: allocated from the inbound lots of the seller's own journal.
struct Sell: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sell",
        abstract: said("Sell goods whose lots nobody scans.", "销售（不扫批号，自动分摊批次）。"),
        discussion: said(
            "The sale is given to the lots that this journal says are there, first expired first out, or as the definition file "
                + "allocation.json says; the event names the rule and the lots that there were, and traces tell them all as possible. "
                + "Expired, held, failed and recalled lots are never taken. No network is needed. Without a code it reads a scanner's lines "
                + "from standard input: a code, or a code and an amount. A code that names its lot or item is sold as that.",
            "销售按本日志记载的库存分摊到批次：默认先到期先出，或按定义文件 allocation.json；事件写明所用规则与当时在库批次，追溯时均列为可能批次。"
                + "过期、封存、不合格、召回的批次绝不分摊。无需联网。不给编码时从标准输入逐行读取扫码枪内容：编码，或编码加数量。编码含批号或序列号的，按该批次或单品销售。"))

    @OptionGroup var journalOptions: JournalOptions

    @Option(
        help: .said(
            "the order in which lots go: first-expired-first-out, first-in-first-out, or one of your own",
            "批次先后：first-expired-first-out（先到期先出）、first-in-first-out（先进先出）或自定义"))
    var rule: String?

    @Option(help: .said("where (default: where the goods lie)", "地点（默认取货物所在地点）", valueName: "site"))
    var site: String?

    @Option(help: .said("when (default: now)", "时间（默认现在）", valueName: "time"))
    var time: String?

    @Option(help: .said("its document, type:number", "单据，类型:号码", valueName: "document"))
    var document: String?

    @Option(help: .said("of the event, as for ingest", "事件的品类规范，同 ingest"), completion: .profiles)
    var profile: String?

    @Option(
        help: .said(
            "the journal of another device of this firm, which is read too (may be repeated)",
            "本主体另一设备的日志目录，库存一并计入（可重复）",
            valueName: "dir"), completion: .directory)
    var also: [String] = []

    @Flag(help: .said("where there is not enough, sell what is there", "库存不足时售出现有部分"))
    var partial = false

    @Flag(
        help: .said(
            "where there is not enough, record the rest as sold without a lot", "库存不足时，其余记为未知批次售出"))
    var restWithoutLot = false

    @Flag(help: .said("say what would be sold; nothing is recorded", "只说明将如何销售，不记录"))
    var check = false

    @Flag(help: .said("only record; push later", "只记录，暂不推送"))
    var noPush = false

    @Flag(help: .said("one JSON document; of a scanner's lines one a line", "输出一个 JSON 文档；逐行扫码时每行一个"))
    var json = false

    @Argument(
        help: .said("a code in any written form, as it is scanned", "任何书写形式的编码（如扫码内容）", valueName: "code"),
        completion: .recentCodes)
    var code: String?

    @Argument(
        help: .said(
            "how much: 2, 1.5kg, 3斤 (default: what the barcode says, else one)", "数量：2、1.5kg、3斤（默认取条码所载，其次为1）",
            valueName: "quantity"))
    var quantity: String?

    func validate() throws {
        if partial, restWithoutLot {
            throw ValidationError(
                en: "either --partial or --rest-without-lot", zh: "--partial 与 --rest-without-lot 只能择一")
        }
    }

    func run() async throws {
        let home = try JournalHome(options: journalOptions)
        let journal = try home.journal()
        let options = Selling.Options(
            rule: rule, site: site, time: time, document: document, takesLess: partial, recordsRest: restWithoutLot,
            isCheck: check, also: also)
        var selling = try Selling(journal, home, profile: profile, options)
        var status = ExitStatus.done
        if let code {
            let sale = try await selling.sell(code, quantity: quantity)
            try show(sale)
            if !json { note(sale) }
        } else {
            status = try await sellLines(&selling)
        }
        let pushed = try await push(journal, home)
        if status != .done { throw status.exitCode }
        if pushed != .done { throw pushed.exitCode }
    }

    /// A till's day: what cannot be sold is said at once, and the next line is waited for.
    private func sellLines(_ selling: inout Selling) async throws(CommandError) -> ExitStatus {
        if Terminal.isInput { Console.message(said("scan codes; Ctrl-D ends", "请扫码；按 Ctrl-D 结束")) }
        var status = ExitStatus.done
        var lines = LineReader(try ByteSource(path: "-"), bytesMax: 4096)
        while let line = try lines.next() {
            let (code, quantity) = Self.parts(of: String(decoding: line.bytes, as: UTF8.self))
            guard !code.isEmpty else { continue }
            do throws(CommandError) {
                try show(try await selling.sell(code, quantity: quantity))
            } catch {
                guard error.status == .badInput else { throw error }
                status = .badInput
                Console.message(error.lines(command: "sell"))
                if json { try Console.print(Self.json(of: error)) }
            }
        }
        return status
    }

    /// `CODE`, `CODE QUANTITY`, `CODE<tab>QUANTITY`: what stands behind the last blank is the amount where it begins with a digit and what
    /// stands before it is no bracketed code that goes on.
    private static func parts(of line: String) -> (code: String, quantity: String?) {
        let text = line.trimmedLine
        guard let blank = text.lastIndex(where: { $0 == " " || $0 == "\t" }) else { return (text, nil) }
        let quantity = text[text.index(after: blank)...]
        guard quantity.first?.isNumber == true else { return (text, nil) }
        return (String(text[..<blank]).trimmedLine, String(quantity))
    }

    /// `{"error":{"status","message","messageZh","hint"}}`
    private static func json(of error: CommandError) -> JSONNode {
        .object([
            (
                "error",
                .object([
                    ("status", .integer(Int(error.status.rawValue))), ("message", .string(error.wording.en)),
                    ("messageZh", .string(error.wording.zh)), ("hint", error.hint.map { .string(said($0)) } ?? .null),
                ])
            )
        ])
    }

    private func show(_ sale: Sale) throws(CommandError) {
        if json { return try Console.print(sale.json) }
        try Console.print(sale.line.printable)
    }

    private func note(_ sale: Sale) {
        for (lot, obstacle) in sale.others {
            let line = Sale.line(lot, obstacle)
            Console.note("sell", Wording(en: "not for sale: \(line.en)", zh: "不可销售：\(line.zh)"))
        }
        if sale.sold < sale.wanted {
            let wanted = Sale.amount(sale.wanted, sale.uom)
            Console.note("sell", Wording(en: "asked for: \(wanted.en)", zh: "要求数量：\(wanted.zh)"))
        }
    }

    /// What is recorded is recorded: a ledger that is away is only mentioned.
    private func push(_ journal: DeviceJournal, _ home: JournalHome) async throws(CommandError) -> ExitStatus {
        guard !noPush, !check else { return .done }
        do throws(CommandError) {
            _ = try await Pushing.push(journal, home: home)
        } catch {
            Console.message(error.lines(command: "sell"))
            if error.status != .unreachable, error.status != .tryLater { return error.status }
        }
        return .done
    }
}
