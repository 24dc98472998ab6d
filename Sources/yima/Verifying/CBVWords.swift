import CommandSupport
import EPCIS
import Profiles

/// Words of the Core Business Vocabulary as people read them: in Chinese by the vocabulary's own labels, in English as they are
/// written; what is no word of it stays as it is.
enum CBVWords {
    static func bizStep(_ word: String) -> String {
        if word.hasPrefix(own), let label = ProfileLibrary.builtIn.steps.label(ofBizStep: word) { return said(label) }
        return label(word, CoreBusinessVocabulary.standard.bizStep)
    }

    /// What the vocabulary has no word for is said with one of ours.
    private static let own = "urn:yima:bizstep:"

    static func disposition(_ word: String) -> String { label(word, CoreBusinessVocabulary.standard.disposition) }

    private static func label(_ word: String, _ list: CoreBusinessVocabulary.List) -> String {
        guard Language.current == .zh else { return word }
        return list.words[word] ?? word
    }
}
