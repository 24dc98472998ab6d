import Chains
import Codes
import CommandSupport
import EPCIS
import Journals
import Ledger
import Profiles
import Rules
import SQLiteStore
import StrictJSON
import Values

/// Sells from a journal: what was scanned is given to the lots that the journal says are there, and recorded, together or not at all.
struct Selling {
    /// What the person settled for all sales of a run.
    struct Options {
        var rule: String?
        var site: String?
        var time: String?
        var document: String?
        /// Sells what is there where that is not enough.
        var takesLess = false
        /// Records what is missing as sold without a lot.
        var recordsRest = false
        /// Only says what would be sold.
        var isCheck = false
        /// Journals of the firm's other devices.
        var also: [String] = []
    }

    private let journal: DeviceJournal
    private let options: Options
    private let profile: Profile
    private let codes: CodeReader
    private let definitions: AllocationDefinitions
    private var records: [String: [JournalRecord]] = [:]
    /// What the firm's other devices recorded.
    private let others: [DeviceJournal]

    /// Products whose record is kept between two sales.
    private static let recordCountMax = 256

    init(
        _ journal: DeviceJournal, _ home: JournalHome, profile: String?, _ options: Options
    ) throws(CommandError) {
        self.journal = journal
        self.options = options
        let definitions = try Definitions.load(home.settings.definitions(nil))
        self.profile = try Importing.profile(profile ?? home.profile ?? "food", in: definitions.profiles)
        codes = definitions.codes
        self.definitions = definitions.trade.allocation
        others = try Self.others(options.also, beside: journal)
        if let id = options.rule, self.definitions.rule(named: id) == nil {
            let known = self.definitions.rules.map(\.id).joined(separator: ", ")
            throw CommandError(
                .usage, at: Wording("--rule \(id.shown)"), en: "no such rule (there are \(known))",
                zh: "没有这条规则（可用：\(known)）")
        }
    }

    /// The journals of the firm's other devices, to be read only: each once, and none of another firm.
    private static func others(
        _ directories: [String], beside own: DeviceJournal
    ) throws(CommandError) -> [DeviceJournal] {
        var found: [DeviceJournal] = []
        for directory in directories {
            let journal = try JournalHome(directory: directory, settings: try Settings()).journal(.readOnly)
            guard journal.name.operatorUSCC == own.name.operatorUSCC else {
                throw CommandError(
                    .usage, at: Wording(directory), en: "\(journal.name) is of another firm",
                    zh: "\(journal.name) 属于其他主体")
            }
            if journal.name != own.name, !found.contains(where: { $0.name == journal.name }) { found.append(journal) }
        }
        return found
    }

    /// So many events has no journal.
    private static let journalSizeMax: UInt64 = 1 << 40

    /// Sells what was scanned. Nothing is recorded where it throws.
    mutating func sell(_ written: String, quantity: String?) async throws(CommandError) -> Sale {
        let scanned = try ScannedSale(
            written, quantity: quantity, codes: codes, allocation: definitions, steps: profile.steps)
        guard !options.isCheck else { return try await sale(scanned, at: try time()) }
        // The journal is locked before its stock is counted: no other till can sell the same goods meanwhile.
        let appender: JournalAppender
        do throws(StoreError) { appender = try await journal.beginImport() } catch { throw CommandError(error) }
        do throws(CommandError) {
            let sale = try await record(scanned, into: appender)
            do throws(StoreError) { _ = try await appender.commit() } catch { throw CommandError(error) }
            return sale
        } catch {
            await appender.rollback()
            throw error
        }
    }

    private mutating func record(
        _ scanned: ScannedSale, into appender: JournalAppender
    ) async throws(CommandError) -> Sale {
        var moment = try time()
        var sale = try await sale(scanned, at: moment)
        let name = { @Sendable [journal = "\(journal.name)"] (index: UInt64) in
            EventName(journal: journal, index: index).text
        }
        for _ in 0..<Self.attemptCountMax {
            let body = try event(of: sale)
            let outcome: JournalAppender.Outcome
            do throws(StoreError) {
                outcome = try await appender.append(SealedEvent(body), eventID: name)
            } catch {
                throw CommandError(error)
            }
            switch outcome {
            case .appended(let index):
                sale.event = name(index)
                return sale
            case .tooLarge:
                throw CommandError(.badInput, at: .code(scanned.written), .eventTooLarge)
            case .duplicate:
                guard options.time == nil else {
                    throw CommandError(
                        .badInput, at: .code(scanned.written), en: "the same sale of that moment is recorded already",
                        zh: "同一时刻的相同销售已有记录")
                }
                // Two tills, one millisecond.
                moment = OffsetTime(
                    moment: Timestamp(milliseconds: moment.moment.milliseconds + 1),
                    offsetMinutes: moment.offsetMinutes)
                sale = try await self.sale(scanned, at: moment)
            }
        }
        throw CommandError(.tryLater, at: .code(scanned.written), en: "too many sales at once", zh: "同时销售过多")
    }

    private static let attemptCountMax = 1000

    private func time() throws(CommandError) -> OffsetTime {
        guard let written = options.time else { return OffsetTime(moment: .now, offsetMinutes: 480) }
        guard let time = WrittenTime.time(written)?.time else {
            throw CommandError(
                .usage, at: Wording("--time"), en: "\(written.shown) is not a time", zh: "\(written.shown) 不是时间")
        }
        return time
    }

    /// What would be sold.
    private mutating func sale(_ scanned: ScannedSale, at time: OffsetTime) async throws(CommandError) -> Sale {
        let stock = try await stock(of: scanned.code)
        let quantity = try quantity(of: scanned, stock)
        let rule =
            options.rule.flatMap(definitions.rule(named:))
            ?? definitions.rule(ofProduct: scanned.code.productKey ?? scanned.code.key)
        let saleable = Saleable(stock.lots, at: time, uom: quantity.uom)
        let allocation = Allocation(of: quantity.amount, uom: quantity.uom, from: saleable.lots, by: rule)
        let isProduct = scanned.code.grain == .product
        let withoutLot = options.recordsRest && isProduct ? allocation.missing : .zero
        let isEnough = allocation.missing <= withoutLot || options.takesLess && !allocation.shares.isEmpty
        guard isEnough else { throw shortage(scanned, quantity, allocation, saleable) }
        return Sale(
            code: scanned.code, productName: stock.productName, uom: quantity.uom, wanted: quantity.amount,
            rule: isProduct ? rule : nil, allocation: allocation, others: saleable.others, withoutLot: withoutLot,
            time: time, site: site(of: allocation, stock))
    }

    private mutating func stock(of code: CanonicalCode) async throws(CommandError) -> StockOnHand {
        let product = code.productKey.map {
            CanonicalCode(scheme: code.scheme, uri: $0, key: $0, productKey: $0, parts: code.parts)
        }
        let key = code.productKey ?? code.key
        if records.count >= Self.recordCountMax, records[key] == nil { records = [:] }
        var record =
            records[key]
            ?? (0...others.count).map {
                JournalRecord(of: product ?? code, base: UInt64($0) * Self.journalSizeMax)
            }
        for (place, journal) in ([journal] + others).enumerated() {
            try await record[place].advance(journal, codes: codes)
        }
        records[key] = record
        return StockOnHand(
            of: code, by: journal.name.operatorUSCC, in: record.flatMap(\.events), reader: codes, steps: profile.steps)
    }

    /// A bare number, or none, counts pieces: where the goods are counted so. What is weighed is never guessed.
    private func quantity(of scanned: ScannedSale, _ stock: StockOnHand) throws(CommandError) -> WrittenQuantity {
        if let quantity = scanned.quantity, quantity.namesUnit { return quantity }
        let others = Set(stock.lots.map(\.amount.unit)).subtracting([.piece])
        if stock.lots.isEmpty || stock.lots.contains(where: { $0.amount.unit == .piece }) {
            return scanned.quantity ?? WrittenQuantity(Amount(millionths: 1_000_000), uom: nil)
        }
        let held = stock.lots[0].amount.wording
        throw CommandError(
            .badInput, at: .code(scanned.written),
            en: others.count == 1 ? "how much? it is held as \(held.en)" : "how much, in which unit?",
            zh: others.count == 1 ? "数量是多少？库存以 \(held.zh) 计" : "数量是多少，什么单位？",
            hint: Wording(en: "write the unit: 1.5kg, 3斤, 2箱", zh: "请写明单位：1.5kg、3斤、2箱"))
    }

    private func site(of allocation: Allocation, _ stock: StockOnHand) -> String? {
        if let site = options.site { return site }
        guard let place = (allocation.shares.first?.lot ?? stock.lots.first)?.place else { return nil }
        let own = "urn:yima:site:"
        return place.hasPrefix(own) ? String(place.dropFirst(own.count)) : place
    }
}

extension Selling {
    /// The event that ingest would make of it, with what tells how its lots were chosen; strictly valid.
    private func event(of sale: Sale) throws(CommandError) -> [UInt8] {
        let row = sale.row(document: options.document)
        func record(_ texts: [String]) -> CSVRecord {
            CSVRecord(cells: texts.enumerated().map { ($0.element, 1, $0.offset + 1) })
        }
        let scan: MappedScan
        do throws(ScanError) {
            let mapper = try ScanMapper(
                profile: profile, operatorUSCC: journal.name.operatorUSCC, codes: codes,
                header: record(row.map(\.column)))
            scan = try mapper.scan(record(row.map(\.text)))
        } catch {
            throw CommandError(.badInput, at: .code(sale.code.key), error.wording, hint: error.hint)
        }
        let elements = sale.elements
        guard !elements.isEmpty else { return scan.event }
        let added = JSONNode.object(elements).formatted().dropFirst()
        let body = scan.event.dropLast() + [UInt8(ascii: ",")] + added
        guard (try? EPCISEvent(json: Array(body))) != nil else {
            throw CommandError(.badInput, at: .code(sale.code.key), en: "makes no valid event", zh: "不能构成有效事件")
        }
        return Array(body)
    }

    /// What is there, and the way out.
    private func shortage(
        _ scanned: ScannedSale, _ quantity: WrittenQuantity, _ allocation: Allocation, _ saleable: Saleable
    ) -> CommandError {
        let there = quantity.amount.subtracting(allocation.missing) ?? .zero
        let (all, wanted) = (Sale.amount(there, quantity.uom), Sale.amount(quantity.amount, quantity.uom))
        let lots = allocation.shares.map { share -> Wording in
            let (lot, amount) = (Naming.name(of: share.lot.code), Sale.amount(share.amount, quantity.uom))
            return Wording(en: "\(lot.en) \(amount.en)", zh: "\(lot.zh) \(amount.zh)")
        }
        let others = saleable.others.map { Sale.line($0.lot, $0.obstacle) }
        let (en, zh) = (lots.map(\.en).joined(separator: ", "), lots.map(\.zh).joined(separator: "，"))
        let not = Wording(
            en: others.isEmpty ? "" : "; not for sale: " + others.map(\.en).joined(separator: "; "),
            zh: others.isEmpty ? "" : "；不可销售：" + others.map(\.zh).joined(separator: "；"))
        let nothing = Wording(
            en: "nothing of it is on hand by this journal\(not.en)", zh: "本日志中没有可售库存\(not.zh)")
        let little = Wording(
            en: "only \(all.en) of \(wanted.en) on hand: \(en)\(not.en)",
            zh: "需 \(wanted.zh)，可售仅 \(all.zh)：\(zh)\(not.zh)")
        let isNothing = allocation.shares.isEmpty
        let wording = isNothing ? nothing : little
        return CommandError(
            .badInput, at: .code(scanned.written),
            en: wording.en + "; nothing was recorded", zh: wording.zh + "；未记录任何内容",
            hint: Wording(
                en: (isNothing ? "" : "--partial sells what is there; ")
                    + "--rest-without-lot records the rest without a lot; stock of before: ingest a row with step opening-stock",
                zh: (isNothing ? "" : "--partial 售出现有部分；") + "--rest-without-lot 将其余记为未知批次；原有库存请以“期初库存”入账"))
    }
}
