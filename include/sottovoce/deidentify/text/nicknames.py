"""Which short and fond forms go with which first names, in British homes and wards."""

from collections.abc import Iterator

_LISTED = """
abigail: abi abby abbie gail; abdullah: abdul abz; agnieszka: aga agnes; agnes: aggie nessie senga;
alan: al; alasdair: ally al; albert: al alb bert bertie; aleksander: alex olek; aleksandra: ola
alex sasha; alexander: alex al alec alecky sandy sasha xander eck lex; alexandra: alex lexi sandra
sandy sasha lexa; alfred: alf alfie fred; alice: ali; alison: ali allie aly; alistair: ali ally al;
amanda: mandy mand manda; amarjit: amar; amrit: ami; amy: ames; andrea: andi andie; andrew: andy
drew andi andz; angela: ange angie; anil: neil; anna: annie ania anya; annabel: bel belle annie
bella; anne: annie nan; anthony: tony ant anto tone; antonia: toni tonia; anthea: thea; archibald:
archie; arthur: art artie; ashley: ash; augustine: gus; babatunde: baba tunde; balwinder: bal
binder; barbara: babs barb barbie bobbie; barnaby: barney; bartholomew: bart; bartosz: bartek;
beatrice: bea bee trixie; benjamin: ben benny benji benjy; bernadette: bernie detta; bernard:
bernie; bethany: beth bethie; beverley: bev; blessing: bless; brendan: bren; bridget: bridie biddy
bree; bronwen: bron; cameron: cam; carol: caz; caroline: carrie caro caz lina; catherine: cath
cathy cat kate katie kitty kay; catriona: cat trina cait; cecilia: cece cissie; charles: charlie
chas chuck chaz; charlotte: charlie lottie lotty char; chidi: chi; chinedu: nedu; christian: chris;
christina: chris chrissie tina crissy; christine: chris chrissie tina; christopher: chris kit
topher; clare: clairey; clifford: cliff; clive: cli; constance: connie; cornelius: con neil;
courtney: court; craig: craigy; cynthia: cindy; daisy: daise; damian: damo dame; daniel: dan danny
daz; danielle: dani danny; darren: daz dazza dazzer; david: dave davey davy dai taffy; dean: deano;
deborah: deb debs debbie deborah; declan: dec deccy; denise: den; dennis: den denny; derek: del
derry; desmond: des dessie; diana: di; diane: di; dominic: dom nic; donald: don donny donnie;
donna: don; dorothy: dot dottie dolly thea; douglas: doug dougie; duncan: dunc; ebenezer: eben;
edith: edie; edmund: ed eddie ned; edward: ed eddie ted teddy ned eddy; eileen: ei; elaine: lainey;
eleanor: ellie nell nora elle nellie; elizabeth: liz lizzie beth betty bess lizzy libby eliza betsy
elsie lisa liza lilibet bet; ellen: nell ellie; emeka: emy; emily: em emmy millie; emma: em ems
emmy; emmanuel: manny emma; eric: ric rick; ernest: ern ernie; esther: essie hettie; eugene: gene;
eve: evie; evelyn: evie eve lyn; fatima: fati fatty tima fatou; felicity: fliss flick; ferdinand:
ferdie; fiona: fi fee; florence: flo florrie flossie; frances: fran frannie franny frankie fanny;
francis: frank frankie; franklin: frank; frederick: fred freddie freddy rick; gabriel: gabe gabi;
gabrielle: gabby gabi; gareth: gaz gary; gary: gaz gazza; gavin: gav; gemma: gem gems; geoffrey:
geoff jeff; george: geo georgie; georgina: george georgie gina; gerald: gerry ged; gerard: ged ger
gerry; geraldine: ger gerry; gillian: gill gilly jill; giovanni: gio gianni; gloria: glo; gordon:
gord gordy; graham: gray; gregory: greg; gurpreet: gurp preet gee gurps; gurdeep: gurd deep;
gwendolyn: gwen; gwenllian: gwen; hannah: han hans; harjinder: harj; harold: harry hal; harpreet:
harps preet; harriet: harri hattie hatty hal; harrison: harry; hassan: has haz; heather: heath;
helen: nell nel hels ellen; henrietta: hen hettie etta; henry: harry hal hank; herbert: herb bert
bertie; hilary: hils; hugh: hughie shug; ibrahim: ibs ibby ib; imogen: immy imi; iqbal: iqi;
isabel: izzy bel isa bella issy; isabella: bella izzy bel issy; isaac: zac ike; ivan: van; jacob:
jake jay cob; jacqueline: jackie jacqui jacky jac jax; james: jim jimmy jamie jimbo jem jamesy;
jane: janey janie; janet: jan jannie; janice: jan; jasmine: jas jaz jazz; jaswinder: jas jaz;
jatinder: jat; jean: jeannie; jeffrey: jeff; jennifer: jen jenny jenni; jeremiah: jerry; jeremy:
jez jem jerry; jessica: jess jessie; joan: joanie; joanna: jo joey; joanne: jo joey; john: jack
johnny johnnie jonny jonno; jonathan: jon jonny jono jonty nathan; jordan: jord jordy; joseph: joe
joey jo seph; josephine: jo josie jojo; joshua: josh; joyce: joy; judith: jude judy judi; julia:
jules; julian: jules jools; julie: jules ju; juliet: jules; karen: kaz kazza; karolina: karo lina;
katarzyna: kasia kate kasha; katherine: kath kathy kate katie kat kitty kay kit; kathleen: kath
kathy kate kathy kay; kathryn: kath kathy kate katie kat; keith: keef; kelly: kel kels; kenneth:
ken kenny; kerry: kez; kevin: kev kevvy kevo kevs; khadija: khadi dija; kieran: kier; kimberley:
kim kimmy; kirsten: kirst kirsty; krzysztof: krzys kris chris; kulwinder: kul; kwabena: kobby;
laura: lau laurie lols; lauren: loz lau laurie; laurence: larry laurie loz lawrie; lawrence: larry
laurie loz lawrie lol; leonard: len lenny leo; lesley: les; leslie: les; liam: li; lillian: lil
lily; lindsay: linds lindsey; linda: lin lindy; lorraine: lol raine loz; louis: lou louie; louise:
lou lulu weezy; lucy: luce lu; lydia: liddy; lynne: lyn; malachy: mal; malcolm: malc mal malky;
malgorzata: gosia; mandeep: mandy mand; manjit: manj; manpreet: man preet manni; margaret: maggie
meg peg peggy madge marge margie mags rita greta daisy maisie meggie mog; maria: mia marie; marian:
mari; marjorie: marge margie; mark: marky; martha: marty mattie; martin: marty mart; martyn: mart;
mary: mamie molly polly may mimi maz; matilda: tilly mattie tilda; matthew: matt matty mat;
maureen: mo maur reen; maurice: mo moz maurie; maxwell: max; megan: meg megs meggie; mehmet: memo
mem; melanie: mel; melissa: mel missy lissa; michael: mike mick mickey micky mikey mitch; michelle:
shell shelly mish chelle mich; mildred: millie; miriam: mim mimi; mohammed: mo moh hammed moe muz;
mohamed: mo moe; muhammad: mo moe; moira: mo; monica: mon; morgan: mog; muriel: mu; myfanwy: myf
fan; nadia: nads; nancy: nance; naomi: nomi nay; natalie: nat natty tally; natasha: tasha nat tash;
nathan: nath nate; nathaniel: nat nate nath; navdeep: nav; neil: neilly; ngozi: ngo zizi; nicholas:
nick nicky nic nico; nicola: nic nicky nikki nix; nigel: nige; norman: norm; oliver: ollie olly
oli; olivia: liv livvy ollie livi; oluwaseun: seun olu; oluwatobi: tobi olu; oluwatosin: tosin
tosh; olufemi: femi; olumide: olu mide; padraig: paddy podge; pamela: pam pammy; parminder: pam
parm; patience: pat patty; patricia: pat patsy trish tricia patti patty trisha; patrick: pat paddy
patsy rick; paul: pauly paulie; paula: paul pauls; pauline: paul polly; penelope: penny pen; peter:
pete petey; philip: phil pip; phillip: phil pip; philippa: pip pippa phil; philomena: mena phil;
phyllis: phyl; priscilla: cilla pris; prudence: pru prue; priya: pri; rachel: rach rae; rajesh:
raj; rajinder: raj; raymond: ray; rebecca: becky becca bec beck becks bex; reginald: reg reggie;
rhiannon: rhi; richard: rich rick dick ricky richie dickie; ricardo: ric ricky; robert: rob bob
bobby robbie bert robby rab rabbie robo; roberta: bobbie rob; roderick: rod roddy; rodney: rod;
roger: rodge; ronald: ron ronnie; rosalind: roz ros rosie; rosemary: rose rosie romy; rose: rosie;
rosie: rose; ruairi: rory; rupert: rupe; russell: russ rusty; ruth: ruthie; ryan: ry; sabrina: bree
sabs; safiya: safi; samantha: sam sammy sammie; samuel: sam sammy; sandeep: sandy sand; sandra:
sandy sand; sarah: sal sally saz; satwinder: sat; scott: scotty; sean: seany; sebastian: seb bas;
sharon: shaz shazza shaz shar; shaun: shauny; sheila: shee; shirley: shirl; siegfried: sigi; simon:
si sime; siobhan: shiv shivvy; solomon: sol solly; sophie: soph; sophia: sophie soph; stacey:
stace; stanley: stan; stanislaw: staszek stan; stephanie: steph stephie; stephen: steve ste stevie
steff; steven: steve ste stevie; stewart: stu stew; stuart: stu stew; sukhvinder: sukhi suki sukh;
sukhwinder: sukhi suki; surinder: suri; susan: sue susie suzie sukie suze; suzanne: sue suzie suze;
tabitha: tabby; tamara: tam tammy; tamsin: tam; taylor: tay; temitope: tope temi; terence: terry
tel tez; teresa: terri tess tessa terry; thaddeus: thad; theodora: theo dora thea; theodore: theo
ted teddy; theresa: terri tess tessa terry; thomas: tom tommy thom tam tomo; timothy: tim timmy;
tobias: toby; tracey: trace; tracy: trace; trevor: trev; ursula: ursh; valerie: val; vanessa: ness
nessa van; verity: vez; veronica: ron ronnie vera vron; victor: vic; victoria: vicky vicki vic tori
tor toria vix; vincent: vince vin vinny vinnie; violet: vi; virginia: ginny ginnie gin; vivian:
viv; vivien: viv; walter: wally walt wat; warren: waz; wayne: wayno; wendy: wend; wilfred: wilf
fred; william: will bill billy willie liam wills wullie gwil; winifred: win winnie freda; wojciech:
wojtek; xavier: xav zav; yasmin: yas yaz; yetunde: yeti tunde; yusuf: yus joe; yvonne: von vonnie;
zachary: zac zach zack; zainab: zee zain; zulfiqar: zulf zulfi; zuzanna: zuza
"""


def _read(listed: str) -> dict[str, frozenset[str]]:
    forms: dict[str, set[str]] = {}
    for entry in " ".join(listed.split()).split(";"):
        name, _, short = entry.strip().partition(":")
        together = {name, *short.split()}
        for form in together:
            forms.setdefault(form, set()).update(together - {form} if form == name else {name})
    return {form: frozenset(others) for form, others in forms.items()}


_FORMS = _read(_LISTED)
NICKNAMES = frozenset(_FORMS)
"""Every form of the table, long or short."""


def other_forms(first_name: str) -> frozenset[str]:
    """Return what someone called ``first_name`` may be called as well, in lower case.

    The table is read in both directions: "kev" for Kevin, and "kevin" for one who is listed as
    Kev. Two short forms of one name ("bob", "rob") go together. Empty for a name not listed.
    """
    name = first_name.lower()
    direct = _FORMS.get(name, frozenset())
    siblings = {form for long in direct if name in _FORMS.get(long, ()) for form in _FORMS[long]}
    return frozenset((direct | siblings) - {name})


def fond_forms(first_name: str) -> Iterator[str]:
    """Yield "theo", "theoy", "theodie" for "theodosia": its beginnings, with a fond ending."""
    name = first_name.lower()
    for length in (3, 4, 5):
        if len(name) >= length + 2:
            stem = name[:length]
            yield stem
            doubled = stem + stem[-1] if stem[-1] not in "aeiouy" and length == 3 else stem
            for ending in ("y", "ie", "i"):
                yield stem + ending
                yield doubled + ending
            if length == 3:
                yield from (stem + ending for ending in ("o", "s", "z", "za"))
