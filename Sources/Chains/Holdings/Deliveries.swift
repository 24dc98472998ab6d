import Codes
import EPCIS
import Values

/// What became of the shipments of one code: what arrived, was refused, did not leave, was lost, is on its way, or is missing.
struct Deliveries {
    /// More, or less, than was sent.
    struct Difference {
        let receiver: String
        let amount: HeldAmount
        let entries: [UInt64]
    }

    /// A part of a stock's change that no line of its own tells.
    private(set) var coming: [Holding.Consignment] = []
    private(set) var missing: [Difference] = []
    private(set) var surplus: [Difference] = []
    /// What did not leave although it was told as shipped.
    private(set) var voided: [Difference] = []
    /// What shoppers brought back: receipts that no shipment explains and none is needed for.
    private(set) var fromShoppers: Set<Account.Line> = []
    /// Whose stored goods arrived without a receipt.
    private(set) var storedArrivals: Set<String> = []

    private let convert: (Measure?) -> HeldAmount
    private let none: HeldAmount
    /// What explains that less arrived than was sent, used up as it does.
    private var refusals: DeliveryClaims
    private var losses: DeliveryClaims
    private var voids: DeliveryClaims
    private var goingBack: [String: [(amount: HeldAmount, from: String, entry: UInt64)]] = [:]

    init(of account: Account, lines: [Account.Line], unit: Measure.Unit, convert: @escaping (Measure?) -> HeldAmount) {
        self.convert = convert
        none = .none(in: unit)
        refusals = DeliveryClaims(lines.filter(\.isRefusal), convert)
        losses = DeliveryClaims(lines.filter(\.isLostOnTheWay), convert)
        voids = DeliveryClaims(lines.filter(\.isVoid), convert)
        let kept = Set(lines)
        for match in account.transfers.matches {
            compare(match.shipped.filter(kept.contains), match.received.filter(kept.contains))
        }
        var open = account.transfers.open.filter(kept.contains).map { (line: $0, rest: convert($0.measure)) }
        takeStored(lines, &open)
        for index in open.indices { open[index].rest = explained(open[index].rest, [open[index].line]) }
        let receipts = account.transfers.unexplained.filter(kept.contains)
        takeBack(receipts, &open)
        for (line, rest) in open where !rest.isNone {
            let receiver = line.event.destinations.first { $0 != line.operatorUSCC } ?? line.event.destinations.first
            coming.append(
                .init(from: line.operatorUSCC, to: receiver, amount: rest, entry: line.entry, isBack: false))
        }
        for (sender, refused) in goingBack.sorted(by: { $0.key < $1.key }) {
            for (amount, from, entry) in refused where !amount.isNone {
                coming.append(.init(from: from, to: sender, amount: amount, entry: entry, isBack: true))
            }
        }
        let told = Set(account.transfers.matches.flatMap(\.received) + account.transfers.unexplained)
        fromShoppers.formUnion(lines.filter { $0.act == .receive && !told.contains($0) })
    }

    /// Who told a receipt by storing alone: the shipment to him has arrived.
    private mutating func takeStored(_ lines: [Account.Line], _ open: inout [(line: Account.Line, rest: HeldAmount)]) {
        guard lines.contains(where: { $0.act == .store }) else { return }
        let acquirers = Set(lines.lazy.filter(\.acquires).map(\.operatorUSCC))
        let storers = Set(lines.lazy.filter { $0.act == .store }.map(\.operatorUSCC)).subtracting(acquirers)
        for index in open.indices {
            guard let receiver = open[index].line.event.destinations.first(where: storers.contains) else { continue }
            storedArrivals.insert(receiver)
            open[index].rest = none
        }
    }

    private mutating func compare(_ shipped: [Account.Line], _ received: [Account.Line]) {
        guard let receiver = received.first?.operatorUSCC, !shipped.isEmpty else { return }
        let sent = HeldAmount.sum(shipped.map { convert($0.measure) }, in: none.unit)
        let came = HeldAmount.sum(received.map { convert($0.measure) }, in: none.unit)
        let entries = (shipped + received).map(\.entry)
        let more = came.less(sent)
        if more.isCertain { surplus.append(Difference(receiver: receiver, amount: more, entries: entries)) }
        let short = sent.less(came)
        guard short.isCertain else { return }
        let missing = explained(short, shipped)
        if missing.isCertain { self.missing.append(Difference(receiver: receiver, amount: missing, entries: entries)) }
    }

    /// What is left of a shortage of these shipments after what was refused, lost on the way, or never left.
    private mutating func explained(_ short: HeldAmount, _ shipped: [Account.Line]) -> HeldAmount {
        guard let sender = shipped.first?.operatorUSCC else { return short }
        let receivers = shipped.flatMap(\.event.destinations)
        let documents = shipped.flatMap(\.event.movements)
        let since = shipped.map(\.moment).min()
        var rest = short
        for (amount, line) in voids.take(&rest, by: [sender], under: documents, since: since) {
            voided.append(Difference(receiver: sender, amount: amount, entries: [line.entry]))
        }
        for (amount, line) in refusals.take(&rest, by: receivers, under: documents, since: since) {
            goingBack[sender, default: []].append((amount, line.operatorUSCC, line.entry))
        }
        _ = losses.take(&rest, by: receivers + [sender], under: documents, since: since)
        return rest
    }

    /// Receipts that no shipment explains: what was refused comes back, what nobody received comes back, what a shopper brings back;
    /// the others came from nowhere.
    private mutating func takeBack(_ receipts: [Account.Line], _ open: inout [(line: Account.Line, rest: HeldAmount)]) {
        guard !receipts.isEmpty else { return }
        let bySender = Dictionary(grouping: open.indices, by: { [open] in open[$0].line.operatorUSCC })
        var first: [String: Int] = [:]
        for receipt in receipts {
            var rest = convert(receipt.measure)
            let firm = receipt.operatorUSCC
            for index in (goingBack[firm] ?? []).indices where !rest.isNone {
                let amount = goingBack[firm]![index].amount.atMost(rest)
                goingBack[firm]![index].amount = goingBack[firm]![index].amount.less(amount)
                rest = rest.less(amount)
            }
            if receipt.isReturn {
                let own = bySender[firm] ?? []
                while !rest.isNone, let place = first[firm, default: 0] as Int?, place < own.count {
                    let amount = open[own[place]].rest.atMost(rest)
                    open[own[place]].rest = open[own[place]].rest.less(amount)
                    rest = rest.less(amount)
                    if !rest.isNone { first[firm] = place + 1 }
                }
                if !rest.isNone { fromShoppers.insert(receipt) }
            } else if rest.isCertain {
                surplus.append(Difference(receiver: firm, amount: rest, entries: [receipt.entry]))
            }
        }
    }
}

/// Lines that explain why less arrived than was sent. Each explains so much and no more.
private struct DeliveryClaims {
    private var lines: [Account.Line] = []
    /// Nil where a line does not say how much: all there is.
    private var left: [HeldAmount?] = []
    /// By despatch advice, or, where they name none, by who says it; those that are used up are taken off the front.
    private var waiting: [String: ArraySlice<Int>] = [:]

    init(_ lines: [Account.Line], _ convert: (Measure?) -> HeldAmount) {
        self.lines = lines
        left = lines.map { $0.measure == nil ? nil : convert($0.measure) }
        for (index, line) in lines.enumerated() {
            let documents = line.event.movements
            for key in documents.isEmpty ? [line.operatorUSCC] : documents + ["? " + line.operatorUSCC] {
                waiting[key, default: []].append(index)
            }
        }
    }

    /// Takes from a shortage what these lines explain of it.
    /// - Parameters:
    ///   - firms: who may say it.
    ///   - documents: of the movement; a line under another's explains nothing of it.
    mutating func take(
        _ rest: inout HeldAmount, by firms: [String], under documents: [String], since: Timestamp?
    ) -> [(amount: HeldAmount, line: Account.Line)] {
        guard !lines.isEmpty else { return [] }
        var taken: [(HeldAmount, Account.Line)] = []
        // A movement without documents may be meant by a line that names one.
        for key in documents + firms + (documents.isEmpty ? firms.map { "? " + $0 } : []) {
            while !rest.isNone, let index = waiting[key]?.first {
                if left[index]?.isNone == true {
                    waiting[key]?.removeFirst()
                    continue
                }
                guard since.map({ $0 <= lines[index].moment }) ?? true || documents.contains(key) else { break }
                let amount = left[index].map { $0.atMost(rest) } ?? rest
                left[index] = left[index]?.less(amount) ?? .none(in: rest.unit)
                rest = rest.less(amount)
                taken.append((amount, lines[index]))
            }
        }
        return taken
    }
}
