"""The beginnings of messages in the buyers' languages: what the merchant edits, filling in what is in [ ]."""

from backend.domain.messages import MessageKind

_KINDS = (
    MessageKind.ORDER, MessageKind.DELIVERY, MessageKind.CUSTOMIZATION, MessageKind.PROBLEM, MessageKind.SERVICE,
    MessageKind.ACCESS_KEY,
)  # fmt: skip
# By language: how it begins, the sentence of each of _KINDS, how it ends.
_STARTS: dict[str, tuple[str, tuple[str, ...], str]] = {
    "en": (
        "Hello,",
        ("Thank you for your order. Before we send it, we have a question: [your question]",
         "Thank you for your order. We would like to arrange the delivery with you: [day, place, question]",
         "Thank you for your order. Please confirm what your piece is to carry: [wish, spelling]",
         "We are sorry: something unexpected happened to your order. [what happened] We suggest: [your suggestion]",
         "Thank you for your order. We would like to arrange our visit with you: [day, time]",
         "Thank you for your order. Here is your access key: [key] This is how you use it: [steps]"),
        "Kind regards",
    ),
    "fr": (
        "Bonjour,",
        ("Merci pour votre commande. Avant de l'expédier, nous avons une question : [votre question]",
         "Merci pour votre commande. Nous souhaitons convenir de la livraison avec vous : [jour, lieu, question]",
         "Merci pour votre commande. Merci de confirmer la personnalisation souhaitée : [souhait, orthographe]",
         "Nous sommes désolés : un imprévu touche votre commande. [ce qui s'est passé] Nous proposons : [proposition]",
         "Merci pour votre commande. Nous souhaitons convenir de notre visite avec vous : [jour, heure]",
         "Merci pour votre commande. Voici votre clé d'accès : [clé] Pour l'utiliser : [étapes]"),
        "Cordialement",
    ),
    "de": (
        "Guten Tag,",
        ("vielen Dank für Ihre Bestellung. Vor dem Versand haben wir eine Frage: [Ihre Frage]",
         "vielen Dank für Ihre Bestellung. Wir möchten die Lieferung mit Ihnen abstimmen: [Tag, Ort, Frage]",
         "vielen Dank für Ihre Bestellung. Bitte bestätigen Sie die Personalisierung: [Wunsch, Schreibweise]",
         "es tut uns leid: Bei Ihrer Bestellung ist etwas Unerwartetes geschehen. [was geschehen ist] Wir schlagen vor:"
         " [Vorschlag]",
         "vielen Dank für Ihre Bestellung. Wir möchten unseren Besuch mit Ihnen abstimmen: [Tag, Uhrzeit]",
         "vielen Dank für Ihre Bestellung. Hier ist Ihr Zugangsschlüssel: [Schlüssel] So geht es: [Schritte]"),
        "Mit freundlichen Grüßen",
    ),
    "es": (
        "Hola:",
        ("Gracias por su pedido. Antes de enviarlo tenemos una pregunta: [su pregunta]",
         "Gracias por su pedido. Queremos acordar con usted la entrega: [día, lugar, pregunta]",
         "Gracias por su pedido. Confirme, por favor, la personalización que desea: [deseo, ortografía]",
         "Lo sentimos: ha surgido un imprevisto con su pedido. [qué ha ocurrido] Le proponemos: [propuesta]",
         "Gracias por su pedido. Queremos acordar con usted nuestra visita: [día, hora]",
         "Gracias por su pedido. Esta es su clave de acceso: [clave] Así se utiliza: [pasos]"),
        "Un saludo",
    ),
    "it": (
        "Buongiorno,",
        ("grazie per il suo ordine. Prima di spedirlo abbiamo una domanda: [la sua domanda]",
         "grazie per il suo ordine. Vorremmo concordare con lei la consegna: [giorno, luogo, domanda]",
         "grazie per il suo ordine. La preghiamo di confermare la personalizzazione: [desiderio, ortografia]",
         "ci dispiace: c'è stato un imprevisto con il suo ordine. [che cosa è successo] Le proponiamo: [proposta]",
         "grazie per il suo ordine. Vorremmo concordare con lei la nostra visita: [giorno, ora]",
         "grazie per il suo ordine. Ecco la sua chiave di accesso: [chiave] Si usa così: [passaggi]"),
        "Cordiali saluti",
    ),
    "nl": (
        "Goedendag,",
        ("Bedankt voor uw bestelling. Voordat we die verzenden, hebben we een vraag: [uw vraag]",
         "Bedankt voor uw bestelling. We willen de bezorging graag met u afspreken: [dag, plaats, vraag]",
         "Bedankt voor uw bestelling. Wilt u de gewenste personalisatie bevestigen: [wens, spelling]",
         "Het spijt ons: er is iets onverwachts gebeurd met uw bestelling. [wat er is gebeurd] We stellen voor:"
         " [voorstel]",
         "Bedankt voor uw bestelling. We willen ons bezoek graag met u afspreken: [dag, tijd]",
         "Bedankt voor uw bestelling. Dit is uw toegangssleutel: [sleutel] Zo gebruikt u hem: [stappen]"),
        "Met vriendelijke groet",
    ),
    "sv": (
        "Hej!",
        ("Tack för din beställning. Innan vi skickar den har vi en fråga: [din fråga]",
         "Tack för din beställning. Vi vill gärna komma överens om leveransen: [dag, plats, fråga]",
         "Tack för din beställning. Bekräfta gärna den personliga utformningen: [önskemål, stavning]",
         "Vi är ledsna: något oväntat har hänt med din beställning. [vad som hänt] Vi föreslår: [förslag]",
         "Tack för din beställning. Vi vill gärna komma överens om vårt besök: [dag, tid]",
         "Tack för din beställning. Här är din åtkomstnyckel: [nyckel] Så använder du den: [steg]"),
        "Vänliga hälsningar",
    ),
    "pl": (
        "Dzień dobry,",
        ("dziękujemy za zamówienie. Przed wysyłką mamy pytanie: [pytanie]",
         "dziękujemy za zamówienie. Chcielibyśmy uzgodnić dostawę: [dzień, miejsce, pytanie]",
         "dziękujemy za zamówienie. Prosimy o potwierdzenie personalizacji: [życzenie, pisownia]",
         "przepraszamy: z zamówieniem stało się coś nieoczekiwanego. [co się stało] Proponujemy: [propozycja]",
         "dziękujemy za zamówienie. Chcielibyśmy uzgodnić naszą wizytę: [dzień, godzina]",
         "dziękujemy za zamówienie. Oto klucz dostępu: [klucz] Sposób użycia: [kroki]"),
        "Z poważaniem",
    ),
    "tr": (
        "Merhaba,",
        ("siparişiniz için teşekkür ederiz. Göndermeden önce bir sorumuz var: [sorunuz]",
         "siparişiniz için teşekkür ederiz. Teslimatı sizinle kararlaştırmak istiyoruz: [gün, yer, soru]",
         "siparişiniz için teşekkür ederiz. Lütfen kişiselleştirmeyi onaylayın: [istek, yazım]",
         "üzgünüz: siparişinizle ilgili beklenmedik bir durum oluştu. [ne oldu] Önerimiz: [öneri]",
         "siparişiniz için teşekkür ederiz. Ziyaretimizi sizinle kararlaştırmak istiyoruz: [gün, saat]",
         "siparişiniz için teşekkür ederiz. Erişim anahtarınız: [anahtar] Kullanımı: [adımlar]"),
        "Saygılarımızla",
    ),
    "pt": (
        "Olá,",
        ("obrigado pela sua encomenda. Antes do envio temos uma pergunta: [a sua pergunta]",
         "obrigado pela sua encomenda. Gostaríamos de combinar a entrega: [dia, local, pergunta]",
         "obrigado pela sua encomenda. Confirme, por favor, a personalização: [desejo, ortografia]",
         "lamentamos: surgiu um imprevisto com a sua encomenda. [o que aconteceu] Propomos: [proposta]",
         "obrigado pela sua encomenda. Gostaríamos de combinar a nossa visita: [dia, hora]",
         "obrigado pela sua encomenda. Esta é a sua chave de acesso: [chave] Utilização: [passos]"),
        "Com os melhores cumprimentos",
    ),
    "ja": (
        "お客様",
        ("ご注文ありがとうございます。発送の前に確認させてください。[質問]",
         "ご注文ありがとうございます。配達についてご相談させてください。[日時、場所、質問]",
         "ご注文ありがとうございます。カスタマイズの内容をご確認ください。[ご希望、表記]",
         "申し訳ございません。ご注文に予期しない問題が発生しました。[内容] 次のようにご提案いたします。[提案]",
         "ご注文ありがとうございます。訪問の日時についてご相談させてください。[日時]",
         "ご注文ありがとうございます。アクセスキーは次のとおりです。[キー] ご利用方法:[手順]"),
        "よろしくお願いいたします。",
    ),
    "ar": (
        "مرحبًا،",
        ("شكرًا لطلبكم. قبل الإرسال لدينا سؤال: [سؤالكم]",
         "شكرًا لطلبكم. نود الاتفاق معكم على التسليم: [اليوم، المكان، السؤال]",
         "شكرًا لطلبكم. يرجى تأكيد التخصيص المطلوب: [الرغبة، التهجئة]",
         "نأسف، فقد طرأ أمر غير متوقع على طلبكم. [ما حدث] نقترح: [الاقتراح]",
         "شكرًا لطلبكم. نود الاتفاق معكم على زيارتنا: [اليوم، الساعة]",
         "شكرًا لطلبكم. هذا مفتاح الوصول: [المفتاح] طريقة الاستخدام: [الخطوات]"),
        "مع أطيب التحيات",
    ),
}  # fmt: skip


def start(kind: MessageKind, language: str) -> str:
    """The beginning of a message, by the tag of the buyer's language (de, de_DE, de-DE): English where there is none in
    it, "" for a kind without a text."""
    if kind not in _KINDS:
        return ""
    hello, sentences, goodbye = _STARTS.get(short(language), _STARTS["en"])
    return f"{hello}\n\n{sentences[_KINDS.index(kind)]}\n\n{goodbye}"


def written_in(language: str) -> bool:
    """Whether there are beginnings in a language."""
    return short(language) in _STARTS


def short(language: str) -> str:
    """The language of a tag without its country."""
    return language.replace("_", "-").partition("-")[0].lower()
