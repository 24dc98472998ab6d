import Values

/// One application identifier with its data, and where it stood.
struct GS1Element {
    let identifier: ApplicationIdentifier
    /// The data, decoded and padded.
    let value: ArraySlice<UInt8>
    /// Where the data begins in the written code's bytes.
    let offset: Int

    /// Walks the components: characters, lengths, checks.
    func validate(lists: [String: Set<String>], in written: WrittenCode) throws(CodeError) {
        if value.count < identifier.lengthMin || value.count > identifier.lengthMax { throw wrongLength(in: written) }
        var start = value.startIndex
        for index in identifier.components.indices {
            if identifier.components[index].isOptional, start == value.endIndex { break }
            let end = min(start + identifier.components[index].lengthMax, value.endIndex)
            guard end - start >= identifier.components[index].lengthMin else { throw wrongLength(in: written) }
            let set = identifier.components[index].set
            for place in start..<end where !set.contains(value[place]) {
                throw .wrongCharacter(
                    value[place], at: position(place, in: written),
                    expected: identifier.components[index].characters.wording.of(identifier))
            }
            if !identifier.components[index].checks.isEmpty {
                try runChecks(of: index, on: value[start..<end], lists, in: written)
            }
            start = end
        }
        guard start == value.endIndex else { throw wrongLength(in: written) }
    }

    private func runChecks(
        of component: Int, on data: ArraySlice<UInt8>, _ lists: [String: Set<String>], in written: WrittenCode
    ) throws(CodeError) {
        for check in identifier.components[component].checks {
            guard let fault = check.fault(in: data, lists: lists) else { continue }
            throw CodeError(
                reason: fault.reason, position: position(data.startIndex + fault.offset, in: written),
                wording: Wording(
                    en: "\(identifier.shown.en): \(fault.wording.en)", zh: "\(identifier.shown.zh)：\(fault.wording.zh)"),
                hint: fault.hint)
        }
    }

    /// Data that was decoded or padded stands elsewhere: then the best that can be said is where it begins.
    private func position(_ index: Int, in written: WrittenCode) -> Int {
        let shift = index - value.startIndex
        let isVerbatim =
            offset + shift < written.bytes.count && offset + value.count <= written.bytes.count
            && written.bytes[offset..<offset + value.count] == value
        return written.position(of: isVerbatim ? offset + shift : offset)
    }

    private func wrongLength(in written: WrittenCode) -> CodeError {
        let (low, high) = (identifier.lengthMin, identifier.lengthMax)
        let range = low == high ? "\(low)" : "\(low)–\(high)"
        let kind = identifier.isNumeric ? Wording(en: "digits", zh: "位数字") : Wording(en: "characters", zh: "位字符")
        return .wrongLength(
            identifier.shown, has: value.count,
            needs: Wording(en: "\(range) \(kind.en)", zh: "\(range) \(kind.zh)"), at: written.position(of: offset),
            hint: padding)
    }

    /// A GTIN-8, -12 or -13 where one of 14 digits belongs.
    private var padding: Wording? {
        let padded = GTINForm.padded(value)
        guard identifier.lengthMax == 14, identifier.isChecked, value.count < padded.count,
            ComponentCheck.csum.fault(in: padded, lists: [:]) == nil
        else { return nil }
        let digits = String(decoding: padded, as: UTF8.self)
        return Wording(en: "zeros stand before a shorter GTIN: \(digits)", zh: "较短的商品条码前应补零：\(digits)")
    }
}

extension Wording {
    /// "a digit of (01) GTIN".
    fileprivate func of(_ identifier: ApplicationIdentifier) -> Wording {
        Wording(en: "\(en) of \(identifier.shown.en)", zh: " \(identifier.shown.zh) 的\(zh)")
    }
}
