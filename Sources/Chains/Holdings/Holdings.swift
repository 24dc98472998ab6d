package import Codes
import EPCIS
import Values

/// Who has and had how much of the goods of a chain, by what those in custody recorded: a lot at three firms has three holders with what
/// each has; a laboratory does not hold what it tested; what is sold out is nothing.
///
/// A lot and its items are one, where the lot is followed itself. What lies in a container is told of what is in it.
package struct Holdings: Sendable {
    /// In the order of the goods' keys, then of their holders.
    package let all: [Holding]
    /// Whether lines were left out for there are too many.
    package let isTruncated: Bool

    /// Of which codes.
    package enum Scope: Sendable {
        /// The subject of the chain: the goods that were asked about, not what was made of them.
        case subject
        /// The subject and whatever was made of it.
        case downstream
    }

    /// - Parameter contents: what the packages of a code hold, where that is known.
    package init(
        _ chain: Chain, _ scope: Scope = .downstream, contents: (CanonicalCode) -> [PackContent] = { _ in [] }
    ) {
        let members = Dictionary(uniqueKeysWithValues: chain.members.map { ($0.code.key, $0) })
        let book = chain.shownBook()
        isTruncated = !book.omissions.all.isEmpty
        let meant = book.accounts.filter { account in
            guard !account.isCarrier, let member = members[account.code.key] else { return false }
            return member.isMeant(by: scope, subject: chain.subject)
        }
        let keys = Set(meant.map(\.code.key))
        // An item stands for itself where its lot is not meant.
        let goods = Dictionary(grouping: meant) { account in
            account.code.lotKey.flatMap { keys.contains($0) ? $0 : nil } ?? account.code.key
        }
        all = goods.sorted { $0.key < $1.key }.flatMap { key, accounts -> [Holding] in
            guard !Task.isCancelled, let lot = accounts.first(where: { $0.code.key == key }) else { return [] }
            var stocks = Stocks(of: lot, items: accounts.filter { $0.code.key != key }, contents: contents(lot.code))
            stocks.take { account, line in members[account.code.key].flatMap { $0.portion(of: line) } }
            return stocks.holdings
        }
    }

    package func holdings(of key: String) -> [Holding] { all.filter { $0.goods.key == key } }

    /// What each party has of one code, in the order of the holders; only who ever had any of it.
    package var concerned: [Holding] { all.filter(\.isConcerned) }
}

extension Chain.Member {
    fileprivate func isMeant(by scope: Holdings.Scope, subject: CanonicalCode) -> Bool {
        switch scope {
        case .subject: code.key == subject.key || code.lotKey == subject.key
        case .downstream: !reach.isDisjoint(with: [.down, .portion]) || code.key == subject.key
        }
    }

    /// Of a lot of which only what was in a container is followed: what a line says of that. It begins where it was packed.
    fileprivate func portion(of line: Account.Line) -> Account.Line? {
        guard reach.contains(.portion), !reach.contains(.down), !holders.contains(line.operatorUSCC) else {
            return line
        }
        if line.act == .pack, !line.isAside {
            return Account.Line(
                event: line.event, act: .issue, measure: line.measure, isCarried: line.isCarried, isAside: false)
        }
        return line.isCarried ? line : nil
    }
}

/// The stocks of one lot and its items, firm by firm.
private struct Stocks {
    private let lot: Account
    private let accounts: [Account]
    private let unit: Measure.Unit
    private let contents: [PackContent]
    private var byHolder: [String: Holding] = [:]
    private var entries: [String: Set<UInt64>] = [:]
    private var usedFor: [String: [String: CanonicalCode]] = [:]
    /// How much each event says did not leave.
    private var voids: [UInt64: HeldAmount] = [:]

    init(of lot: Account, items: [Account], contents: [PackContent]) {
        self.lot = lot
        accounts = [lot] + items
        self.contents = contents
        unit = Self.unit(of: lot, items, contents)
    }

    var holdings: [Holding] { byHolder.values.sorted { $0.holder < $1.holder } }

    /// What most of the lines that bring it in are counted in; of items, pieces. What came in packages and goes by what is in them is
    /// counted by that.
    private static func unit(of lot: Account, _ items: [Account], _ contents: [PackContent]) -> Measure.Unit {
        var counts: [Measure.Unit: Int] = [:]
        for line in lot.lines {
            if let measure = line.measure { counts[measure.unit, default: 0] += line.acquires ? 1000 : 1 }
        }
        let most = counts.max { ($0.value, "\($1.key)") < ($1.value, "\($0.key)") }?.key ?? .piece
        return contents.first { $0.unit == most && counts[$0.least.unit] != nil }?.least.unit ?? most
    }

    private func convert(_ measure: Measure?) -> HeldAmount { HeldAmount(measure, in: unit, by: contents) }

    private mutating func change(_ holder: String, _ body: (inout Holding) -> Void) {
        body(&byHolder[holder, default: Holding(goods: lot.code, holder: holder, unit: unit)])
    }

    /// - Parameter portion: what a line says of the goods that are followed; nil where it says nothing.
    mutating func take(_ portion: (Account, Account.Line) -> Account.Line?) {
        let ofLot = Set(lot.lines.map { Place(entry: $0.entry, act: $0.act) })
        let makers = Set(lot.lines.filter { $0.act == .issue }.map(\.operatorUSCC))
        var lines: [Account.Line] = []
        var fromShoppers: Set<Account.Line> = []
        // Out of whose hands goods went that their owner moved from where they lay.
        var keepers: [Account.Line: String] = [:]
        // What is destroyed of that was used before.
        var waste: [Account.Line: Measure] = [:]
        for account in accounts {
            // What goes to a site of one's own and is not taken in there is where it was.
            let stays = Set(account.transfers.open.filter(\.isInternal))
            let own = account.lines.compactMap { portion(account, $0) }.filter { line in
                guard account.isOnPath(line.operatorUSCC), !stays.contains(line) else { return false }
                guard account.code.key != lot.code.key else { return true }
                // An event that names the lot and its items is of one amount; who issued the lot by quantity issued its items with it.
                return !ofLot.contains(Place(entry: line.entry, act: line.act))
                    && !(line.act == .issue && makers.contains(line.operatorUSCC))
            }
            waste.merge(ProcessWaste(of: account).amounts) { first, _ in first }
            for line in own where line.gives {
                let giver = account.giver(of: line)
                if giver != line.operatorUSCC { keepers[line] = giver }
            }
            let deliveries = Deliveries(of: account, lines: own, unit: unit, convert: convert)
            note(deliveries, hasMaker: !account.issues.isEmpty || !lot.issues.isEmpty)
            fromShoppers.formUnion(deliveries.fromShoppers)
            lines += own + (deliveries.storedArrivals.isEmpty ? [] : arrivals(deliveries, own))
        }
        lines.sort { $0.event.precedes($1.event) }
        for (holder, lines) in Dictionary(grouping: lines, by: { keepers[$0] ?? $0.operatorUSCC }) {
            keep(lines, of: holder, fromShoppers, waste)
        }
        for holder in byHolder.keys {
            byHolder[holder]?.entries = (entries[holder] ?? []).sorted()
            byHolder[holder]?.usedFor = (usedFor[holder] ?? [:]).values.sorted { $0.key < $1.key }
        }
    }

    private struct Place: Hashable {
        let entry: UInt64
        let act: Act
    }

    /// Of goods that arrived and were only stored, the first storing of each.
    private func arrivals(_ deliveries: Deliveries, _ lines: [Account.Line]) -> [Account.Line] {
        var first: [String: Account.Line] = [:]
        for line in lines where line.act == .store && deliveries.storedArrivals.contains(line.operatorUSCC) {
            if first[line.operatorUSCC] == nil { first[line.operatorUSCC] = line }
        }
        return first.values.map {
            Account.Line(event: $0.event, act: .receive, measure: $0.measure, isCarried: $0.isCarried, isAside: false)
        }
    }

    private mutating func note(_ deliveries: Deliveries, hasMaker: Bool) {
        for consignment in deliveries.coming {
            let holder = consignment.to ?? consignment.from
            change(holder) { $0.coming.append(consignment) }
            entries[holder, default: []].insert(consignment.entry)
        }
        for missing in deliveries.missing {
            change(missing.receiver) { $0.unaccounted += missing.amount }
            entries[missing.receiver, default: []].formUnion(missing.entries)
        }
        // What nobody made here was bought from outside.
        for more in deliveries.surplus where hasMaker {
            change(more.receiver) { $0.excess += more.amount }
            entries[more.receiver, default: []].formUnion(more.entries)
        }
        for void in deliveries.voided {
            change(void.receiver) { $0.voided += void.amount }
            for entry in void.entries { voids[entry, default: .none(in: unit)] += void.amount }
        }
    }

    /// One holder's lines in the order of time.
    private mutating func keep(
        _ lines: [Account.Line], of holder: String, _ fromShoppers: Set<Account.Line>, _ waste: [Account.Line: Measure]
    ) {
        var book = StockBook(unit: unit)
        var holding = byHolder[holder] ?? Holding(goods: lot.code, holder: holder, unit: unit)
        for line in lines {
            var amount = convert(line.measure)
            // What is destroyed is of the stock, as it says; only what there is none left of was left over in a process.
            if let left = waste[line] { amount = amount.less(amount.less(book.left).atMost(convert(left))) }
            holding.add(line, amount, isFromShopper: fromShoppers.contains(line))
            if let stayed = voids[line.entry], line.isVoid { book.add(stayed) }
            book.take(line, amount)
            guard line.touchesStock else { continue }
            entries[holder, default: []].insert(line.entry)
            if let place = line.event.bizLocation ?? line.event.readPoint { holding.place = place }
            holding.lastTime = line.event.eventTime
            guard line.act == .use else { continue }
            for made in line.event.things(playing: .output) { usedFor[holder, default: [:]][made.code.key] = made.code }
        }
        holding.sold = holding.sold.less(holding.broughtBack)
        holding.sent = holding.sent.less(holding.voided)
        holding.onHand = book.left
        holding.unaccounted += book.missing
        holding.excess += holding.broughtForward(to: book.excess)
        byHolder[holder] = holding
    }
}

/// What should lie in one firm's store, line by line.
private struct StockBook {
    private(set) var left: HeldAmount
    /// What was not found when the stock was counted, and what was found or given out beyond what came.
    private(set) var missing: HeldAmount
    private(set) var excess: HeldAmount

    init(unit: Measure.Unit) {
        left = .none(in: unit)
        (missing, excess) = (left, left)
    }

    mutating func add(_ amount: HeldAmount) { left += amount }

    mutating func take(_ line: Account.Line, _ amount: HeldAmount) {
        if line.acquires {
            left += amount
        } else if line.gives {
            let over = amount.less(left)
            if over.isCertain { excess += over }
            left = left.less(amount)
        } else if line.isCount, amount.isExact {
            let short = left.less(amount)
            if short.isCertain { missing += short }
            let over = amount.less(left)
            if over.isCertain { excess += over }
            left = amount
        }
    }
}

extension Account.Line {
    fileprivate var isCount: Bool {
        event.bizStep == "stock_taking" && measure != nil
    }

    /// Whether what was told as shipped did not leave.
    package var isVoid: Bool { event.bizStep == "void_shipping" }

    /// Whether it says anything of what its signer has: a test says nothing of that.
    fileprivate var touchesStock: Bool {
        acquires || gives || act == .store || act == .pack || act == .unpack || isRefusal || isLostOnTheWay || isCount
            || isVoid || isMove
    }

    /// Whether it tells where in the hands of its signer the goods are.
    private var isMove: Bool {
        ["stocking", "arriving", "loading", "unloading", "transporting", "urn:yima:bizstep:unshelving"]
            .contains(event.bizStep)
    }
}

extension Holding {
    /// What was refused at the door and is given out again had come back, though nobody says so.
    /// - Returns: what was given out beyond that.
    fileprivate mutating func broughtForward(to excess: HeldAmount) -> HeldAmount {
        var rest = excess
        coming = coming.compactMap { consignment in
            guard consignment.isBack, rest.isCertain else { return consignment }
            let back = consignment.amount.atMost(rest)
            rest = rest.less(back)
            let left = consignment.amount.less(back)
            guard !left.isNone else { return nil }
            return Consignment(
                from: consignment.from, to: consignment.to, amount: left, entry: consignment.entry, isBack: true)
        }
        return rest
    }

    fileprivate mutating func add(_ line: Account.Line, _ amount: HeldAmount, isFromShopper: Bool) {
        switch line.act {
        case .issue: made += amount
        case .receive:
            if isFromShopper { broughtBack += amount } else { received += amount }
            if line.isReturn { cameBack += amount }
        case .ship:
            sent += amount
            if line.isReturn { returned += amount }
        case .use: used += amount
        case .end where line.isDestruction: destroyed += amount
        case .end where line.event.bizStep == "urn:yima:bizstep:losing": lost += amount
        case .end: sold += amount
        case .pack where line.isAside: sent += amount
        case .unpack where line.isAside: received += amount
        case .observe where line.isRefusal: returned += amount
        case .pack, .unpack, .store, .observe: break
        }
    }
}
